import pg from "pg";

export interface StatementCounts {
  statements: number;
  /** Commits that wait for the disk: those that wrote and did not ask to be lost (`synchronous_commit`). */
  commits: number;
  byName: Record<string, number>;
}

interface Config {
  name?: string;
  text: string;
}
type Query = (this: pg.Client, config: string | Config, ...rest: unknown[]) => unknown;

/** By the clock, whatever runs there are: looking for held work, due schedules, redrives and runs that were taken away, telling pages what changed, keeping leases and holds, saying that a worker is there, asking when the next is due, reading the clock, summing up, collecting what nothing names, looking for alerts, due polls and replays of events, what is kept and what is to be emptied, learning what events look like, looking for checks of templates, and this test's own wait. */
const byTheClock = /^(start-held|waiting-flows|runs-to-empty|hold-retention|leave-retention|list-buckets|known-partitions|is-bucket-used|old-runs|flows-over-their-bytes|runs-to-move|delete-answer-keys|delete-old-events|expire-held|lost-runs|claim-schedules|due-redrive|due-event-replay|claim-poll|forget-items|keep-events|workspace-to-learn|events-to-learn|learnt-names|claim-template-checks|put-learnt|learnt-up-to|notify-runs|inngest-until-due|inngest-say|inngest-renew|engine-renew|engine-poisoned|engine-prune|engine-reclaim.*|database-clock|sum-tallies|workspaces-to-collect|find-orphans|remove-orphans|alerts-any-rule|alerts-claim|alerts-forget|select "id", "rule".*|select 1 from (engine\.)?runs.*)$/;

interface Transaction {
  names: string[];
  wrote: boolean;
  relaxed: boolean;
}

/** Counts what every connection of this process sends while `during` runs. */
export function countStatements(): { during(work: () => Promise<void>): Promise<StatementCounts> } {
  const send = pg.Client.prototype.query as unknown as Query;
  const open = new WeakMap<pg.Client, Transaction>();
  let counts: StatementCounts | undefined;

  function note(client: pg.Client, config: string | Config, rows: readonly unknown[]): void {
    const text = (typeof config === "string" ? config : config.text).trim();
    const name = (typeof config === "string" ? undefined : config.name) ?? text.replaceAll(/\s+/g, " ").slice(0, 60);
    if (/^begin$/i.test(text)) {
      open.set(client, { names: [], wrote: false, relaxed: false });
      return;
    }
    const transaction = open.get(client);
    if (/^(commit|rollback)$/i.test(text)) {
      open.delete(client);
      if (transaction && transaction.names.length > 0) add({ ...transaction, names: ["begin", ...transaction.names, text.toLowerCase()], wrote: transaction.wrote && /^commit$/i.test(text) });
      return;
    }
    if (byTheClock.test(name) || ((name === "engine-claim" || name === "inngest-claim") && !rows.some(isJob))) return;
    const one = { names: [name], wrote: /\b(insert|update|delete)\b/i.test(text), relaxed: /synchronous_commit/i.test(text) };
    if (transaction) open.set(client, { names: [...transaction.names, name], wrote: transaction.wrote || one.wrote, relaxed: transaction.relaxed || one.relaxed });
    else add(one);
  }

  function add({ names, wrote, relaxed }: Transaction): void {
    if (!counts) return;
    counts.statements += names.length;
    if (wrote && !relaxed) counts.commits += 1;
    for (const name of names) counts.byName[name] = (counts.byName[name] ?? 0) + 1;
  }

  const counted: Query = function counted(config, ...rest) {
    const last = rest.at(-1);
    if (typeof last === "function") {
      rest[rest.length - 1] = (error: unknown, result: pg.QueryResult | undefined) => {
        note(this, config, result?.rows ?? []);
        last(error, result);
      };
      return send.call(this, config, ...rest);
    }
    const sent = send.call(this, config, ...rest);
    if (!(sent instanceof Promise)) return sent;
    return sent.then((result: pg.QueryResult) => {
      note(this, config, result.rows ?? []);
      return result;
    });
  };
  pg.Client.prototype.query = counted as unknown as typeof pg.Client.prototype.query;

  return {
    async during(work) {
      const now: StatementCounts = { statements: 0, commits: 0, byName: {} };
      counts = now;
      await work();
      counts = undefined;
      return now;
    },
  };
}

function isJob(row: unknown): boolean {
  return typeof row === "object" && row !== null && "runId" in row && row.runId !== null;
}
