import type { GetStepTools, Inngest } from "inngest";
import type { RunRequested } from "../events.ts";

/** What a run's function is given: how to move a run on from what is recorded of it. */
export interface RunServices {
  continueRun(request: RunRequested): Promise<{ done: true } | { done: false; until: Date }>;
}

/**
 * The body that every pattern's function shares: walk as far as it goes, sleep until the next retry is due, go on.
 * Results live in our tables and are read back, so repeating a step after a crash repeats no recorded work.
 */
export async function runBody(request: RunRequested, step: GetStepTools<Inngest>, services: RunServices): Promise<{ runId: string }> {
  for (let wave = 1; ; wave += 1) {
    const advanced = await step.run(`wave-${wave}`, async () => {
      const result = await services.continueRun(request);
      return result.done ? { done: true as const } : { done: false as const, until: result.until.toISOString() };
    });
    if (advanced.done) return { runId: request.runId };
    await step.sleepUntil(`wait-${wave}`, new Date(advanced.until));
  }
}
