import type { Pool } from "pg";
import { runStatement } from "./statement.ts";

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
UPDATE engine.jobs SET leased_by = NULL, lease_until = NULL, due_at = clock_timestamp() WHERE leased_by = $1 RETURNING run_id`;

/** Gives up every lease of a worker that stops; not a crash. */
export async function handBackLeases(pool: Pool, workerId: string): Promise<number> {
  return (await runStatement(pool, { name: "engine-hand-back", text: handBackText, values: [workerId] })).length;
}

const lost = `leased_by = NULL, lease_until = NULL, crashes = crashes + 1,
  due_at = CASE WHEN crashes + 1 >= $1 THEN 'infinity' ELSE clock_timestamp() END`;

const expiredText = `
UPDATE engine.jobs SET ${lost}
WHERE (run_id, key) IN (SELECT run_id, key FROM engine.jobs WHERE leased_by IS NOT NULL AND lease_until < clock_timestamp() FOR UPDATE SKIP LOCKED)
RETURNING run_id`;

/** Takes back leases that ran out: each counts as a crash of its holder. A job with too many is never due again. */
export async function reclaimExpired(pool: Pool, maxCrashes: number): Promise<number> {
  return (await runStatement(pool, { name: "engine-reclaim", text: expiredText, values: [maxCrashes] })).length;
}

const predecessorText = `
WITH dead AS (DELETE FROM engine.workers WHERE instance_id = $2 AND id <> $3 RETURNING id)
UPDATE engine.jobs SET ${lost}
WHERE (run_id, key) IN (SELECT j.run_id, j.key FROM engine.jobs j JOIN dead ON j.leased_by = dead.id FOR UPDATE OF j SKIP LOCKED)
RETURNING run_id`;

/** Takes back the leases of former lives of this instance. Only for the holder of the instance's lock: then they are dead. */
export async function reclaimPredecessors(pool: Pool, maxCrashes: number, instanceId: string, workerId: string): Promise<number> {
  const values = [maxCrashes, instanceId, workerId];
  return (await runStatement(pool, { name: "engine-reclaim-predecessors", text: predecessorText, values })).length;
}
