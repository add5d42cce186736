import type { Pool } from "pg";
import type { QueueHealth } from "#lib/server/engine/run-driver.ts";

const text = `
select count(*) filter (where not is_begun)::float8 as queued,
  count(*) filter (where not is_told or is_woken)::float8 as due,
  count(*) filter (where held_by is not null)::float8 as running,
  count(*) filter (where is_begun and held_by is null)::float8 as sleeping,
  coalesce(extract(epoch from clock_timestamp() - min(created_at) filter (where not is_begun)) * 1000, 0)::float8 as "oldestDueMs",
  (select count(*) from inngest_workers where seen_at > clock_timestamp() - interval '30 seconds')::float8 as workers,
  (select problem from inngest_workers where seen_at > clock_timestamp() - interval '30 seconds' order by problem is null, seen_at desc limit 1) as problem
from inngest_runs`;

type Row = Pick<QueueHealth, "queued" | "due" | "running" | "sleeping" | "oldestDueMs" | "workers"> & { problem: string | null };

/** The runs that an Inngest server executes, as our own rows tell; `server` says what its workers found. */
export async function readServerHealth(pool: Pool): Promise<QueueHealth> {
  const row = (await pool.query<Row>({ name: "inngest-health", text })).rows[0];
  if (!row) throw new Error("Invariant broken: the health query has one row");
  const { problem, oldestDueMs, ...counts } = row;
  const missing = counts.workers === 0 ? "No worker is running." : null;
  return {
    ...counts, quarantined: 0, oldestDueMs: Math.round(oldestDueMs),
    // What only the embedded executor counts.
    countedTo: Number.MAX_SAFE_INTEGER, estimated: null, nextDueMs: null, crashesEver: 0, quarantinedEver: 0,
    server: { problem: problem ?? missing, outbox: counts.due },
  };
}
