import type { Pool } from "pg";
import { runStatement, type Queryable } from "./statement.ts";

/** A run that nobody holds any more, until it is claimed again. */
export type Released = { runId: string; group: string };

const returned = `run_id AS "runId", group_id AS "group"`;

const renewText = `
WITH seen AS (UPDATE engine.workers SET seen_at = clock_timestamp() WHERE id = $1)
UPDATE engine.jobs SET lease_until = clock_timestamp() + $2 * interval '1 millisecond'
WHERE (run_id, key) IN (SELECT run_id, key FROM engine.jobs WHERE leased_by = $1 AND fence = ANY($3::bigint[]) FOR UPDATE SKIP LOCKED)`;

/** One heartbeat for all that the worker holds. */
export async function renewLeases(pool: Pool, workerId: string, leaseMs: number, fences: readonly number[]): Promise<void> {
  await runStatement(pool, { name: "engine-renew", text: renewText, values: [workerId, leaseMs, fences] });
}

const handBackText = `
WITH gone AS (DELETE FROM engine.workers WHERE id = $1)
UPDATE engine.jobs SET leased_by = NULL, lease_until = NULL, due_at = clock_timestamp() WHERE leased_by = $1 RETURNING ${returned}`;

/** Gives up every lease of a worker that stops; not a crash. */
export async function handBackLeases(client: Queryable, workerId: string): Promise<Released[]> {
  return runStatement(client, { name: "engine-hand-back", text: handBackText, values: [workerId] });
}

/** A suspect (two crashes, and now another) rests before it is called again, longer each time: between two deaths, others get on. */
const lost = `leased_by = NULL, lease_until = NULL, crashes = crashes + 1,
  due_at = CASE WHEN crashes + 1 >= $1 THEN 'infinity' WHEN crashes < 2 THEN clock_timestamp()
    ELSE clock_timestamp() + (1 << least(crashes - 2, 10)) * $2::int * interval '1 millisecond' END`;

const firstRestMs = 1_000;

/** Of what a statement took back: counted, and returned. */
const countedText = `counted AS (INSERT INTO engine.tallies SELECT 'crashes', count(*) FROM taken HAVING count(*) > 0)
SELECT ${returned} FROM taken`;

const expiredText = `
WITH taken AS (
  UPDATE engine.jobs SET ${lost}
  WHERE (run_id, key) IN (SELECT run_id, key FROM engine.jobs WHERE leased_by IS NOT NULL AND lease_until < clock_timestamp() FOR UPDATE SKIP LOCKED)
  RETURNING run_id, group_id
), ${countedText}`;

/** Takes back leases that ran out: each counts as a crash of its holder. A job with too many is never due again. */
export async function reclaimExpired(client: Queryable, maxCrashes: number, restMs = firstRestMs): Promise<Released[]> {
  return runStatement(client, { name: "engine-reclaim", text: expiredText, values: [maxCrashes, restMs] });
}

const predecessorText = `
WITH dead AS (DELETE FROM engine.workers WHERE instance_id = $3 AND id <> $4 RETURNING id),
taken AS (
  UPDATE engine.jobs SET ${lost}
  WHERE (run_id, key) IN (SELECT j.run_id, j.key FROM engine.jobs j JOIN dead ON j.leased_by = dead.id FOR UPDATE OF j SKIP LOCKED)
  RETURNING run_id, group_id
), ${countedText}`;

/** Takes back the leases of former lives of this instance. Only for the holder of the instance's lock: then they are dead. */
export async function reclaimPredecessors(client: Queryable, maxCrashes: number, instanceId: string, workerId: string, restMs = firstRestMs): Promise<Released[]> {
  const values = [maxCrashes, restMs, instanceId, workerId];
  return runStatement(client, { name: "engine-reclaim-predecessors", text: predecessorText, values });
}
