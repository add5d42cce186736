import { runtime } from "./runtime.ts";

export interface Keeper {
  /** Resolves when nothing of it is under way any more. */
  stop(): Promise<void>;
}

/**
 * Does something again and again for as long as this process is a worker, one turn at a time. A failure (the database is
 * away, most likely) is logged under `failure` and tried again at the next turn.
 * @param waitMs until the next turn, from how long this one took and what it gave; nothing when it failed.
 */
export function keepAtIt<Result>(failure: string, work: () => Promise<Result>, waitMs: (tookMs: number, result: Result | undefined) => number): Keeper {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let working = turn();

  async function turn(): Promise<void> {
    const began = performance.now();
    let result: Result | undefined;
    try {
      result = await work();
    } catch (err) {
      runtime().log.warn({ err }, failure);
    }
    if (stopped) return;
    timer = setTimeout(() => {
      working = turn();
    }, waitMs(performance.now() - began, result));
  }

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await working;
    },
  };
}
