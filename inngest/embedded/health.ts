import type { Pool } from "pg";
import { runStatement } from "./store/statement.ts";

export type EngineHealth = {
  /** Jobs without a holder, due or not. */
  queued: number;
  due: number;
  leased: number;
  /** Waiting for a later time: sleeps and retries. */
  later: number;
  oldestDueMs: number | null;
  failed: number;
  quarantined: number;
  workersAlive: number;
};

const text = `
WITH jobs AS (
  SELECT count(*) FILTER (WHERE leased_by IS NULL) AS queued,
    count(*) FILTER (WHERE leased_by IS NULL AND due_at <= clock_timestamp()) AS due,
    count(*) FILTER (WHERE leased_by IS NOT NULL) AS leased,
    count(*) FILTER (WHERE leased_by IS NULL AND due_at > clock_timestamp()) AS later,
    extract(epoch FROM clock_timestamp() - min(due_at) FILTER (WHERE leased_by IS NULL AND due_at <= clock_timestamp())) * 1000 AS oldest
  FROM engine.jobs
), ended AS (
  SELECT count(*) FILTER (WHERE status = 'failed') AS failed, count(*) FILTER (WHERE status = 'quarantined') AS quarantined
  FROM engine.runs WHERE ended_at IS NOT NULL
)
SELECT queued::float8, due::float8, leased::float8, later::float8, oldest::float8 AS "oldestDueMs", failed::float8, quarantined::float8,
  (SELECT count(*) FROM engine.workers WHERE seen_at > clock_timestamp() - $1 * interval '1 millisecond')::float8 AS "workersAlive"
FROM jobs, ended`;

/** The queue as it stands, by SQL alone: any process with the pool may ask. A worker is alive if it was seen within `aliveMs`. */
export async function readHealth(pool: Pool, aliveMs = 30_000): Promise<EngineHealth> {
  const rows = await runStatement<EngineHealth>(pool, { name: "engine-health", text, values: [aliveMs] });
  const health = rows[0];
  if (health === undefined) throw new Error("Invariant broken: the health query has one row");
  return health;
}
