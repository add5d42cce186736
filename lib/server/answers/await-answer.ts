import { runtime } from "../runtime.ts";
import { watchRuns } from "../runs/run-hub.ts";
import { readAnswer, type Standing } from "./read-answer.ts";

/** Should no signal come, a waiting caller's run is looked at this often. */
const lookEveryMs = 1_000;
/** While a limit holds it, there is no run yet that could be heard of. */
const lookForRunMs = 100;

/**
 * Waits for what others do with a request, until there is something to tell its caller or the time is over: then the
 * outcome is null.
 * @param until in milliseconds, on this process's monotonic clock.
 */
export async function awaitAnswer(workspaceId: string, eventId: string, until: number): Promise<Standing> {
  let standing: Standing = { runId: null, state: "waiting", outcome: null, isGone: false };
  let heard = Promise.withResolvers<void>();
  const stop = watchRuns(workspaceId, ({ begins, runs }) => {
    if (begins === true || (standing.runId !== null && runs.includes(standing.runId))) heard.resolve();
  });
  try {
    for (;;) {
      heard = Promise.withResolvers();
      try {
        standing = (await readAnswer(workspaceId, eventId)) ?? standing;
      } catch (err) {
        runtime().log.warn({ err, eventId }, "answer.not-read");
      }
      const leftMs = until - performance.now();
      if (standing.outcome !== null || standing.isGone || leftMs <= 0) return standing;
      let timer: NodeJS.Timeout | undefined;
      const pause = new Promise<void>((resolve) => (timer = setTimeout(resolve, Math.max(1, Math.min(leftMs, standing.runId === null ? lookForRunMs : lookEveryMs)))));
      await Promise.race([pause, heard.promise]);
      clearTimeout(timer);
    }
  } finally {
    stop();
  }
}
