import type { PoolClient } from "pg";
import { runStatement } from "./statement.ts";

export type FailureStatus = "failed" | "quarantined";

const text = `
WITH run AS (
  UPDATE engine.runs SET status = $2, error = $3, ended_at = clock_timestamp() WHERE id = $1 RETURNING id
), counted AS (
  INSERT INTO engine.tallies SELECT 'quarantined', 1 FROM run WHERE $2 = 'quarantined'
), jobs AS (
  DELETE FROM engine.jobs j USING run WHERE j.run_id = run.id
)
DELETE FROM engine.steps s USING run WHERE s.run_id = run.id`;

/** Ends a run whose job was taken in the same transaction; its row stays, for the admin, until it is pruned. */
export async function failRun(client: PoolClient, runId: string, status: FailureStatus, errorText: string): Promise<void> {
  await runStatement(client, { name: "engine-fail", text, values: [runId, status, errorText] });
}
