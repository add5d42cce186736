import type { Due } from "./advance-run.ts";
import { runStatement, type Queryable } from "./statement.ts";
import type { JobRef } from "./take-job.ts";

const text = `
WITH again AS (
  UPDATE engine.jobs SET attempt = attempt + 1, leased_by = NULL, lease_until = NULL,
    due_at = coalesce($5::timestamptz, clock_timestamp() + $4 * interval '1 millisecond')
  WHERE run_id = $1 AND key = $2 AND fence = $3 AND attempt + 1 < $6 RETURNING run_id
), run AS (
  UPDATE engine.runs r SET request_version = $7 FROM again WHERE r.id = again.run_id AND r.request_version <> $7 AND $7 > 0
)
SELECT EXISTS (SELECT 1 FROM again) AS again, EXISTS (SELECT 1 FROM engine.jobs WHERE run_id = $1 AND key = $2 AND fence = $3) AS held`;

export type Retry = { job: JobRef; due: Due; maxAttempts: number; requestVersion: number };

/** Puts the job back for its next attempt. `exhausted`: it had its last one and is still held; `stale`: another holds it. */
export async function retryJob(client: Queryable, { job, due, maxAttempts, requestVersion }: Retry): Promise<"again" | "exhausted" | "stale"> {
  const rows = await runStatement<{ again: boolean; held: boolean }>(client, {
    name: "engine-retry",
    text,
    values: [job.runId, job.key, job.fence, "afterMs" in due ? due.afterMs : 0, "at" in due ? due.at : null, maxAttempts, requestVersion],
  });
  if (rows[0]?.again === true) return "again";
  return rows[0]?.held === true ? "exhausted" : "stale";
}
