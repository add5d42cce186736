import { databaseRetryMs, isTransient } from "./database-error.ts";
import type { EngineLog } from "./engine.ts";
import type { Outcome } from "./plan-outcome.ts";
import type { Delivery } from "./store/claim-jobs.ts";

type Options = {
  settle(delivery: Delivery, outcome: Outcome, maxAttempts: number): Promise<boolean>;
  log: EngineLog;
  /** Whether the delivery was handed back meanwhile. */
  isGivenUp(): boolean;
};

/** Repeats until the database has answered: an outcome is never dropped because it was away. False when somebody else holds the job by then. */
export async function storeOutcome({ isGivenUp, log, settle }: Options, delivery: Delivery, outcome: Outcome, maxAttempts: number): Promise<boolean> {
  for (let failures = 0; ; failures += 1) {
    try {
      const isFresh = await settle(delivery, outcome, maxAttempts);
      if (!isFresh) log.warn({ runId: delivery.runId, fence: delivery.fence }, "engine.outcome.stale");
      return isFresh;
    } catch (error) {
      const ids = { runId: delivery.runId, key: delivery.key };
      if (!isTransient(error) || isGivenUp()) {
        log.error({ err: error, ...ids }, "engine.outcome.dropped");
        return false;
      }
      log.warn({ err: error, failures, ...ids }, "engine.outcome.retried");
      await new Promise((resolve) => setTimeout(resolve, databaseRetryMs(failures)));
    }
  }
}
