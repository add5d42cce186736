import { signalRunNow } from "../runs/run-signals.ts";
import type { Advanced } from "./advance-run.ts";
import type { ActiveRuns } from "./active-runs.ts";
import { businessKeys } from "./business-keys.ts";
import type { LoadedRun } from "./load-run.ts";
import { RunRecorder } from "./run-recorder.ts";
import type { EngineServices } from "./step-run.ts";
import { takeOverRun } from "./take-over-run.ts";
import { tellEnd } from "./tell-end.ts";
import { walkRun } from "./walk-run.ts";

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
    const recorder = new RunRecorder(pool, { ...run, hasWaits: run.open.size > 0 }, {
      onProgress: leftStep(run) ? gotOn(workspaceId, runId) : undefined,
      onStored: run.answerBy === null ? undefined : ({ answer, state }) => {
        // Somebody waits for it.
        if (answer !== undefined || state.status === "succeeded" || state.status === "failed") signalRunNow(workspaceId, runId);
      },
    });
    if (run.fence === 0) recorder.keys(businessKeys(run));
    return { ...(await walkRun(run, recorder, services, activeRuns)), isAwaited: run.parent !== null || run.isLimited };
  };

  const gotOn = (workspaceId: string, runId: string) => async (part: number): Promise<void> => {
    await driver.gotOn?.({ workspaceId, runId, part }).catch((err: unknown) => log.debug({ err, runId }, "run.crashes-not-forgiven"));
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
