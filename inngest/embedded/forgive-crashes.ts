import { runStatement, type Queryable } from "./store/statement.ts";

const text = "UPDATE engine.jobs SET crashes = 0 WHERE run_id = $1 AND leased_by IS NOT NULL AND crashes > 0";

/** A run got on since its holders died: the crashes so far are not held against what it does next. */
export async function forgiveCrashes(client: Queryable, runId: string): Promise<void> {
  await runStatement(client, { name: "engine-forgive", text, values: [runId] });
}
