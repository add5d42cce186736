import type { NewRun } from "../enqueue.ts";
import { eventText } from "../event-text.ts";
import { runStatement, type Queryable } from "./statement.ts";

const text = `
WITH made AS (
  INSERT INTO engine.runs (id, function_id, group_id, event) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id
)
INSERT INTO engine.jobs (run_id, key, group_id, kind, fence, leased_by, lease_until)
SELECT id, 'd0', $3, 'discover', $5, $6, clock_timestamp() + $7 * interval '1 millisecond' FROM made ON CONFLICT DO NOTHING`;

/** Adds a run whose first job this worker has under way already, in the caller's own transaction; repeated, it does nothing. */
export async function holdRun(client: Queryable, run: NewRun, held: { fence: number; workerId: string; leaseMs: number }): Promise<void> {
  await runStatement(client, { name: "engine-hold", text, values: [run.id, run.functionId, run.group, eventText(run.event), held.fence, held.workerId, held.leaseMs] });
}

/** Numbers for deliveries to come: each is given out once, and every later claim's is higher. */
export async function takeFences(client: Queryable, count: number): Promise<number[]> {
  const rows = await runStatement<{ fence: number }>(client, { name: "engine-fences", text: "SELECT nextval('engine.fence')::float8 AS fence FROM generate_series(1, $1)", values: [count] });
  return rows.map(({ fence }) => fence);
}
