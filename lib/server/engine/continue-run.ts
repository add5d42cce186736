import { clock } from "../clock.ts";
import { type Advanced, advanceRun } from "./advance-run.ts";
import type { ActiveRuns } from "./active-runs.ts";
import { failRun } from "./fail-run.ts";
import type { LoadedRun } from "./load-run.ts";
import { businessKeys } from "./business-keys.ts";
import { RunLost, RunRecorder } from "./run-recorder.ts";
import type { EngineServices } from "./step-run.ts";
import { takeOverRun } from "./take-over-run.ts";
import { tellEnd } from "./tell-end.ts";

/** SQLSTATE classes 22 and 23: the database refuses what is written, now and always. */
function isRefusedValue(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^2[23]/.test(error.code);
}

/** Whether a former holder left a step in the middle of an attempt: it may have died of it. */
function leftStep({ settled, tries }: LoadedRun): boolean {
  return [...tries].some(([node, { last, failed }]) => !settled.has(node) && last > failed);
}

/** Moves runs of this process on, with the same services. */
export function runContinuer(services: EngineServices, activeRuns: ActiveRuns): (workspaceId: string, runId: string) => Promise<Advanced> {
  const { pool, driver, log } = services;

  const advance = async (workspaceId: string, runId: string): Promise<Advanced & { isAwaited: boolean }> => {
    const run = await takeOverRun(pool, workspaceId, runId);
    // It was final already: its holder may have ended before it could tell.
    if (!run) return { done: true, isAwaited: true };
    const isAwaited = run.parent !== null || run.isLimited;
    const recorder = new RunRecorder(pool, { ...run, hasWaits: run.open.size > 0 }, leftStep(run) ? gotOn(workspaceId, runId) : undefined);
    if (run.fence === 0) recorder.keys(businessKeys(run));
    const { signal, leave } = activeRuns.enter(run, () => recorder.fence);
    try {
      return { ...(await advanceRun(run, recorder, services, signal)), isAwaited };
    } catch (error) {
      // Cancelled: nothing is left to do here.
      if (error instanceof RunLost && (await isFinal(workspaceId, runId))) return { done: true, isAwaited };
      if (!isRefusedValue(error)) throw error;
      // The same write would be refused again, and the steps would be repeated for it: end the run instead.
      log.error({ err: error, runId }, "run.unrecordable");
      await failRun(pool, runId, { class: "internal", code: "unrecordable", message: "A result of this run could not be stored. The log names the cause by the run's id.", at: clock.date().toISOString() });
      return { done: true, isAwaited };
    } finally {
      leave();
    }
  };

  const gotOn = (workspaceId: string, runId: string) => async (part: number): Promise<void> => {
    await driver.gotOn?.({ workspaceId, runId, part }).catch((err: unknown) => log.debug({ err, runId }, "run.crashes-not-forgiven"));
  };

  const isFinal = async (workspaceId: string, runId: string): Promise<boolean> => {
    const open = await pool.query({ name: "is-open", text: "select 1 from runs where workspace_id = $1 and id = $2 and status in ('queued', 'running', 'waiting')", values: [workspaceId, runId] });
    return open.rowCount === 0;
  };

  /**
   * Takes a run over and moves it on as far as it goes now; a final or missing run is done. Safe to repeat at any
   * point: what is recorded is read back, what was under way is tried again.
   */
  return async (workspaceId, runId) => {
    const { isAwaited, ...advanced } = await advance(workspaceId, runId);
    if (advanced.done && isAwaited) await tellEnd(workspaceId, runId);
    return advanced;
  };
}
