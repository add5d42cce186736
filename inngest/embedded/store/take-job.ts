import { runStatement, type Queryable } from "./statement.ts";

export type JobRef = { runId: string; key: string; fence: number };

export type TakenJob = { groupId: string; functionId: string; event: string; memoised: number; pending: number; woken: boolean };

/** The run is locked before the job, always: outcomes of one run's jobs follow each other and never deadlock. */
const text = `
WITH run AS (
  SELECT * FROM engine.runs WHERE id = $1 AND status = 'running' FOR UPDATE
), gone AS (
  DELETE FROM engine.jobs j USING run WHERE j.run_id = run.id AND j.key = $2 AND j.fence = $3 RETURNING j.run_id
)
SELECT run.group_id AS "groupId", run.function_id AS "functionId", run.event, run.memoised, run.pending, run.woken FROM run JOIN gone ON gone.run_id = run.id`;

/** Locks the run and takes the job out, if the holder's fence is still the newest; null means the outcome is stale. */
export async function takeJob(client: Queryable, job: JobRef): Promise<TakenJob | null> {
  const rows = await runStatement<TakenJob>(client, { name: "engine-take", text, values: [job.runId, job.key, job.fence] });
  return rows[0] ?? null;
}
