import type { Pool } from "pg";
import { clock } from "../clock.ts";
import type { ActiveRuns } from "./active-runs.ts";
import { type Advanced, advanceRun } from "./advance-run.ts";
import { failRun } from "./fail-run.ts";
import type { LoadedRun } from "./load-run.ts";
import { RunLost, type RunRecorder } from "./run-recorder.ts";
import type { EngineServices } from "./step-run.ts";

/** SQLSTATE classes 22 and 23: the database refuses what is written, now and always. */
function isRefusedValue(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^2[23]/.test(error.code);
}

async function isFinal(pool: Pick<Pool, "query">, workspaceId: string, runId: string): Promise<boolean> {
  const open = await pool.query({ name: "is-open", text: "select 1 from runs where workspace_id = $1 and id = $2 and status in ('queued', 'running', 'waiting')", values: [workspaceId, runId] });
  return open.rowCount === 0;
}

/** Moves a run that this process holds on as far as it goes now, while others may cancel it or take it away. */
export async function walkRun(run: LoadedRun, recorder: RunRecorder, services: EngineServices, activeRuns: ActiveRuns, until?: number): Promise<Advanced> {
  const { pool, log } = services;
  const { runId, workspaceId } = run;
  const { signal, leave } = activeRuns.enter(run, () => recorder.fence);
  try {
    return await advanceRun(run, recorder, services, signal, until);
  } catch (error) {
    // Cancelled: nothing is left to do here.
    if (error instanceof RunLost && (await isFinal(pool, workspaceId, runId))) return { done: true };
    if (!isRefusedValue(error)) throw error;
    // The same write would be refused again, and the steps would be repeated for it: end the run instead.
    log.error({ err: error, runId }, "run.unrecordable");
    await failRun(pool, runId, { class: "internal", code: "unrecordable", message: "A result of this run could not be stored. The log names the cause by the run's id.", at: clock.date().toISOString() });
    return { done: true };
  } finally {
    leave();
  }
}
