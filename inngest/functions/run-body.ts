import type { GetStepTools, Inngest } from "inngest";
import { runWake, type RunRequested } from "../events.ts";

/** What a run's function is given: how to move a run on from what is recorded of it, and how to hand it over. */
export interface RunServices {
  continueRun(request: RunRequested): Promise<{ done: true } | { done: false; until: Date }>;
  /** Starts another function run that goes on with the same run. */
  handOver(request: RunRequested): Promise<void>;
  /** The executor is told of cancelled runs by an event; without it, they are ended by our own rows alone. */
  isToldOfCancels?: boolean;
}

/** Waves of one function run: each is two steps, and Inngest ends a function run at 1,000 (SEMANTICS region-6). */
const maxWaves = 250;

/**
 * The body that every pattern's function shares: walk as far as it goes, wait until something is due or happened, go
 * on. Results live in our tables and are read back, so repeating a step after a crash repeats no recorded work.
 */
export async function runBody(request: RunRequested, step: GetStepTools<Inngest>, services: RunServices): Promise<{ runId: string }> {
  for (let wave = 1; wave <= maxWaves; wave += 1) {
    const advanced = await step.run(`wave-${wave}`, async () => {
      const result = await services.continueRun(request);
      return result.done ? { done: true as const } : { done: false as const, until: result.until.toISOString() };
    });
    if (advanced.done) return { runId: request.runId };
    await step.waitForEvent(`wait-${wave}`, { event: runWake.event, if: runWake.condition, timeout: new Date(advanced.until) });
  }
  await step.run("hand-over", () => services.handOver(request));
  return { runId: request.runId };
}
