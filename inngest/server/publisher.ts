import { setTimeout as delay } from "node:timers/promises";
import type { Inngest } from "inngest";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { runCancelled, runRequested, type RunRequested, runWake } from "../events.ts";
import { dropHold } from "./hold-run.ts";
import { type Act, type LookedAt, nextAct } from "./next-act.ts";
import { claimDue, forget, lookLater, noteTold, putBack, restart, untilDue } from "./outbox.ts";

export interface Publisher {
  /** A hint that something is due; it also polls. */
  wake(): void;
  /** What kept it from the server when it last tried; null when nothing did. */
  problem(): string | null;
  stop(): Promise<void>;
}

interface PublisherOptions {
  pool: Pool;
  log: Logger;
  client: Inngest;
  patienceMs: number;
  /** Makes sure that the server knows the functions; throws when it does not answer. */
  register(options: { anew: boolean }): Promise<void>;
}

const most = 200;
const pollMs = 1_000;
const longestPauseMs = 5_000;

function eventOf(row: LookedAt, act: Act): { name: string; id: string; data: object } | null {
  const { runId, workspaceId, pattern, part, round } = row;
  const asked: RunRequested = { runId, workspaceId, pattern, part, round };
  if (act === "start") return { name: runRequested(pattern), id: `${runId}.${part}.${round}`, data: asked };
  if (act === "wake") return { name: runWake.event, id: `${runId}.wake.${row.sends}`, data: { runId } };
  return act === "cancel" ? { name: runCancelled.event, id: `${runId}.cancelled`, data: { runId } } : null;
}

/** Why an Inngest server could not be told, without addresses or keys. */
export function describeProblem(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string") return `The Inngest server cannot be reached (${cause.code}). Runs wait until it is back.`;
    if (cause.name === "TimeoutError") return "The Inngest server does not answer in time. Runs wait until it does.";
  }
  const text = error instanceof Error ? error.message : String(error);
  if (/\b40[13]\b|event key|unauthori[sz]ed/i.test(text)) return "The Inngest server refuses the keys. Compare INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY with its own.";
  return "The Inngest server refused what it was told. Runs wait until it takes it; the log has its answer.";
}

/** Tells an Inngest server of what is due, for as long as it lives. One worker or many: each row is told by one at a time. */
export function createPublisher({ pool, log, client, patienceMs, register }: PublisherOptions): Publisher {
  const stopping = new AbortController();
  let hint = Promise.withResolvers<void>();
  let problem: string | null = null;
  let failures = 0;

  async function tell(rows: readonly LookedAt[], acts: ReadonlyMap<Act, LookedAt[]>): Promise<void> {
    const events = rows.map((row) => eventOf(row, nextAct(row))).filter((event) => event !== null);
    if (events.length === 0) return;
    // Silence may mean that the server has forgotten everything, the functions included.
    await register({ anew: problem !== null || (acts.get("start") ?? []).some((row) => row.silences > 0 || row.round > 1) });
    await client.send(events);
  }

  async function settle(acts: ReadonlyMap<Act, LookedAt[]>): Promise<void> {
    const of = (act: Act): LookedAt[] => acts.get(act) ?? [];
    await forget(pool, [...of("forget"), ...of("cancel")]);
    for (const row of of("drop-hold")) await dropHold(pool, row.workspaceId, row.runId);
    await restart(pool, of("restart"));
    await noteTold(pool, of("start"), patienceMs);
    await lookLater(pool, [...of("look-later").map((row) => ({ row, wasWoken: false })), ...of("wake").map((row) => ({ row, wasWoken: true }))]);
    for (const row of of("restart")) log.warn({ runId: row.runId, round: row.round }, "inngest.run-silent");
  }

  async function turn(): Promise<number> {
    const rows = await claimDue(pool, most);
    const acts = Map.groupBy(rows, nextAct);
    try {
      await tell(rows, acts);
      if (problem !== null) log.info({ failures }, "inngest.reached-again");
      problem = null;
      failures = 0;
    } catch (err) {
      problem = describeProblem(err);
      failures += 1;
      log.warn({ problem, failures, waiting: rows.length, answer: err instanceof Error ? err.message : String(err) }, "inngest.not-told");
      const told = new Set<Act>(["start", "wake", "cancel"]);
      await putBack(pool, rows.filter((row) => told.has(nextAct(row))));
      for (const act of told) acts.delete(act);
    }
    await settle(acts);
    return rows.length;
  }

  /** The next turn is at once when there was more, later and later while the server is away. */
  async function pause(found: number): Promise<void> {
    if (failures > 0) return await delay(Math.min(longestPauseMs, 250 * 2 ** Math.min(failures, 7)) * (0.75 + Math.random() / 2), undefined, { signal: stopping.signal });
    if (found === most) return;
    const due = await untilDue(pool);
    await Promise.race([hint.promise, delay(Math.min(pollMs, Math.max(5, due ?? pollMs)), undefined, { signal: stopping.signal })]);
  }

  async function live(): Promise<void> {
    while (!stopping.signal.aborted) {
      hint = Promise.withResolvers<void>();
      try {
        await pause(await turn());
      } catch (err) {
        if (stopping.signal.aborted) return;
        log.warn({ err }, "inngest.outbox-not-read");
        await delay(pollMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  const life = live();
  return {
    wake: () => hint.resolve(),
    problem: () => problem,
    async stop() {
      stopping.abort();
      hint.resolve();
      await life;
    },
  };
}
