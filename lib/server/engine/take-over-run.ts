import type { Pool } from "pg";
import { type LoadedRun, loadRun } from "./load-run.ts";

/** Lost with the database's memory, it would only be done again: its commit does not wait for the disk. */
const statement = `
update runs set fence = fence + 1
where workspace_id = $1 and id = $2 and status in ('queued', 'running', 'waiting') and set_config('synchronous_commit', 'off', true) = 'off'`;

/**
 * Takes a run over and reads it; null when it is final or gone. A former holder that is alive still is fenced off before
 * what it left is read: it could write a result more in between, and later steps would build on another one.
 */
export async function takeOverRun(pool: Pick<Pool, "query">, workspaceId: string, runId: string): Promise<LoadedRun | null> {
  const run = await loadRun(pool, workspaceId, runId);
  // Nothing was written yet, so there is nothing to miss: of two that read this, the first to write wins.
  if (!run || run.fence === 0) return run;
  await pool.query({ name: "take-over-run", text: statement, values: [workspaceId, runId] });
  return await loadRun(pool, workspaceId, runId);
}
