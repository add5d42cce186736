import type { Released } from "./store/lease.ts";
import { runStatement, type Queryable } from "./store/statement.ts";
import type { JobRef } from "./store/take-job.ts";

const text = `
UPDATE engine.jobs SET leased_by = NULL, lease_until = NULL, due_at = clock_timestamp()
WHERE run_id = $1 AND key = $2 AND fence = $3 AND leased_by IS NOT NULL RETURNING run_id AS "runId", group_id AS "group"`;

/**
 * Ends one lease, so that the job is claimed anew; not a crash. Null when it is not held under that fence any more. The
 * owner says in the same transaction that nobody holds the run: the holder may be alive, and writes until it is told.
 */
export async function handBackJob(client: Queryable, job: JobRef): Promise<Released | null> {
  const rows = await runStatement<Released>(client, { name: "engine-hand-back-job", text, values: [job.runId, job.key, job.fence] });
  return rows[0] ?? null;
}
