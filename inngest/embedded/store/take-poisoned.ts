import type { Pool, PoolClient } from "pg";
import type { TakenJob } from "./take-job.ts";
import { runStatement } from "./statement.ts";

/** Runs with a job that is never due again because its worker crashed too often. */
export async function findPoisoned(pool: Pool, maxCrashes: number): Promise<{ runId: string; key: string }[]> {
  return runStatement(pool, {
    name: "engine-poisoned",
    text: `SELECT run_id AS "runId", key FROM engine.jobs WHERE leased_by IS NULL AND crashes >= 2 AND crashes >= $1 AND due_at = 'infinity' LIMIT 100`,
    values: [maxCrashes],
  });
}

const takeText = `
WITH run AS (
  SELECT * FROM engine.runs WHERE id = $1 AND status = 'running' FOR UPDATE
), gone AS (
  DELETE FROM engine.jobs j USING run WHERE j.run_id = run.id AND j.key = $2 AND j.leased_by IS NULL AND j.due_at = 'infinity' RETURNING j.run_id
)
SELECT run.group_id AS "groupId", run.function_id AS "functionId", run.event, run.memoised, run.pending FROM run JOIN gone ON gone.run_id = run.id`;

/** Takes a poisoned job out under the run's lock; null when another worker was first. */
export async function takePoisoned(client: PoolClient, runId: string, key: string): Promise<TakenJob | null> {
  const rows = await runStatement<TakenJob>(client, { name: "engine-take-poisoned", text: takeText, values: [runId, key] });
  return rows[0] ?? null;
}
