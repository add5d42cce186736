import { runStatement, type Queryable } from "./store/statement.ts";

const mark = "UPDATE engine.runs SET woken = true WHERE id = ANY($1::text[]) AND status = 'running'";

const end = `
WITH ended AS (
  UPDATE engine.jobs SET due_at = clock_timestamp() WHERE run_id = ANY($1::text[]) AND kind = 'wait' AND leased_by IS NULL RETURNING run_id
)
UPDATE engine.runs r SET woken = false FROM ended WHERE r.id = ended.run_id`;

/**
 * Ends the waits of runs, in the caller's transaction; a run that is not waiting ends its next wait at once. The first
 * statement waits for an outcome that is being stored, so that the second sees the wait it planned.
 */
export async function wakeRuns(client: Queryable, runIds: readonly string[]): Promise<void> {
  if (runIds.length === 0) return;
  const ids = [...runIds].toSorted();
  await runStatement(client, { name: "engine-wake-mark", text: mark, values: [ids] });
  await runStatement(client, { name: "engine-wake-end", text: end, values: [ids] });
}
