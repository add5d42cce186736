import { runtime } from "../runtime.ts";
import { type Advanced, advanceRun, type Send } from "./advance-run.ts";
import { failRun } from "./fail-run.ts";
import { loadRun } from "./load-run.ts";
import { RunRecorder } from "./run-recorder.ts";

/** SQLSTATE classes 22 and 23: the database refuses what is written, now and always. */
function isRefusedValue(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^2[23]/.test(error.code);
}

/**
 * Takes a run over and moves it on as far as it goes now; a final or missing run is done.
 * Safe to repeat at any point: what is recorded is read back, what was under way is tried again.
 */
export async function continueRun(workspaceId: string, runId: string, send: Send): Promise<Advanced> {
  const { pool, log } = runtime();
  const run = await loadRun(pool, workspaceId, runId);
  if (!run) return { done: true };
  const recorder = new RunRecorder(pool, run);
  try {
    return await advanceRun(run, recorder, send, (err, node) => log.error({ err, runId, node }, "step.fault"));
  } catch (error) {
    if (!isRefusedValue(error)) throw error;
    // The same write would be refused again, and the steps would be repeated for it: end the run instead.
    log.error({ err: error, runId }, "run.unrecordable");
    await failRun(pool, runId, { class: "internal", code: "unrecordable", message: "A result of this run could not be stored. The log names the cause by the run's id.", at: new Date().toISOString() });
    return { done: true };
  }
}
