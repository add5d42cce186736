import { runtime } from "../runtime.ts";
import { type Advanced, advanceRun, type Send } from "./advance-run.ts";
import { loadRun } from "./load-run.ts";
import { RunRecorder } from "./run-recorder.ts";

/**
 * Takes a run over and moves it on as far as it goes now; a final or missing run is done.
 * Safe to repeat at any point: what is recorded is read back, what was under way is tried again.
 */
export async function continueRun(workspaceId: string, runId: string, send: Send): Promise<Advanced> {
  const { pool, log } = runtime();
  const run = await loadRun(pool, workspaceId, runId);
  if (!run) return { done: true };
  const recorder = new RunRecorder(pool, run);
  return await advanceRun(run, recorder, send, (err, node) => log.error({ err, runId, node }, "step.fault"));
}
