import type { Pool } from "pg";
import { runStatement } from "./statement.ts";

const text = `
SELECT r.event, (SELECT '{' || coalesce(string_agg('"' || s.id || '":' || s.memo, ','), '') || '}' FROM engine.steps s WHERE s.run_id = r.id) AS steps
FROM engine.runs r WHERE r.id = $1`;

/** A run's event and all its memos, both as JSON text; null when there is no such run. */
export async function readState(pool: Pool, runId: string): Promise<{ event: string; steps: string } | null> {
  const rows = await runStatement<{ event: string; steps: string }>(pool, { name: "engine-state", text, values: [runId] });
  return rows[0] ?? null;
}
