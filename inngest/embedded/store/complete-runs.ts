import type { JobRef } from "./take-job.ts";
import { runStatement, type Queryable } from "./statement.ts";

const text = `
WITH gone AS (
  DELETE FROM engine.jobs j USING unnest($1::text[], $2::text[], $3::bigint[]) AS i(run_id, key, fence)
  WHERE j.run_id = i.run_id AND j.key = i.key AND j.fence = i.fence RETURNING j.run_id
), ended AS (
  DELETE FROM engine.runs r USING gone WHERE r.id = gone.run_id RETURNING r.id, r.memoised
), steps AS (
  DELETE FROM engine.steps s USING ended WHERE s.run_id = ended.id AND ended.memoised > 0
)
SELECT id FROM ended`;

/**
 * Ends runs whose function has returned and which have no other job: nothing of them is kept.
 * Returns their ids; a stale outcome's is not among them.
 */
export async function completeRuns(client: Queryable, jobs: readonly JobRef[]): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(client, {
    name: "engine-complete",
    text,
    values: [jobs.map(({ runId }) => runId), jobs.map(({ key }) => key), jobs.map(({ fence }) => fence)],
  });
  return rows.map(({ id }) => id);
}

const deleteText = `
WITH ended AS (DELETE FROM engine.runs WHERE id = $1 RETURNING id),
jobs AS (DELETE FROM engine.jobs j USING ended WHERE j.run_id = ended.id)
DELETE FROM engine.steps s USING ended WHERE s.run_id = ended.id`;

/** Deletes a run whose lock this transaction holds, with the jobs of its wave. */
export async function deleteRun(client: Queryable, runId: string): Promise<void> {
  await runStatement(client, { name: "engine-delete-run", text: deleteText, values: [runId] });
}
