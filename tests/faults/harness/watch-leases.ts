import type { Pool } from "pg";

/** Runs that say they are running while nobody holds a live lease on them. */
const statement = `
select r.id from runs r where r.status = 'running' and r.finished_at is null
  and not exists (select 1 from engine.jobs j where j.run_id = r.id and j.leased_by is not null and j.lease_until > clock_timestamp())`;

const everyMs = 500;

export interface LeaseWatch {
  /** Runs that were left so for longer than a lease, while a worker was there all the time. */
  unheld: Set<string>;
  /** A worker begins: what nobody could hold until now counts from here. */
  workerBegins(): void;
  /** The longest time that any was left so, in milliseconds. */
  longestMs(): number;
  stop(): Promise<void>;
}

/** Looks twice a second at what runs without a holder; a look that the database refuses proves nothing and is left out. */
export function watchLeases(pool: Pool, leaseMs: number): LeaseWatch {
  const since = new Map<string, number>();
  const unheld = new Set<string>();
  let longest = 0;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    const at = performance.now();
    const found = await pool.query<{ id: string }>(statement).catch(() => null);
    if (found) {
      const now = new Set(found.rows.map(({ id }) => id));
      for (const id of since.keys()) if (!now.has(id)) since.delete(id);
      for (const id of now) {
        const begun = since.get(id) ?? at;
        since.set(id, begun);
        longest = Math.max(longest, at - begun);
        if (at - begun > leaseMs) unheld.add(id);
      }
    }
    looking = undefined;
  }

  const timer = setInterval(() => (looking ??= look()), everyMs);
  return {
    unheld,
    workerBegins: () => since.clear(),
    longestMs: () => Math.round(longest),
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
