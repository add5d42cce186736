import { backoff as inngestBackoff } from "./backoff.ts";
import type { Completions } from "./completions.ts";
import type { Engine } from "./engine.ts";
import { endFailed, finishedEvent, type OnRunEnd } from "./end-run.ts";
import type { Outcome } from "./plan-outcome.ts";
import type { OnReleased } from "./release.ts";
import { startByEvents } from "./start-by-events.ts";
import { advanceRun } from "./store/advance-run.ts";
import type { Delivery } from "./store/claim-jobs.ts";
import { deleteRun } from "./store/complete-runs.ts";
import { type Retry, retryJob } from "./store/retry-job.ts";
import { inTransaction } from "./store/statement.ts";
import { takeJob } from "./store/take-job.ts";

export type SettleOptions = {
  engine: Engine;
  completions: Completions;
  onRunFailed: OnRunEnd | undefined;
  onRunCompleted: OnRunEnd | undefined;
  onReleased: OnReleased | undefined;
  backoff?: ((attempt: number) => number) | undefined;
};

/** Stores outcomes, each fenced by its job and atomic with what follows from it. `false`: another holds the job by now. */
export function createSettle({ engine, completions, onReleased, onRunCompleted, onRunFailed, backoff = inngestBackoff }: SettleOptions) {
  const { pool } = engine;

  function isWatched(): boolean {
    if (onRunCompleted !== undefined) return true;
    for (const { triggers } of engine.functions.values()) {
      if (triggers.some(({ event }) => event.endsWith("*") || event === "inngest/function.finished")) return true;
    }
    return false;
  }

  async function complete(delivery: Delivery, outcome: Extract<Outcome, { kind: "completed" }>): Promise<boolean> {
    const isAlone = delivery.kind === "discover" && delivery.pending === 0;
    if (isAlone && !isWatched()) return completions.add(delivery);
    return inTransaction(pool, async (client) => {
      const taken = await takeJob(client, delivery);
      if (taken === null) return false;
      await deleteRun(client, delivery.runId);
      const finished = finishedEvent(delivery.runId, taken, outcome.output);
      await startByEvents(client, engine.functions.values(), [finished], taken.groupId);
      await onRunCompleted?.(client, { runId: delivery.runId, functionId: delivery.functionId, status: "completed", output: outcome.output });
      return true;
    });
  }

  async function fail(delivery: Delivery, outcome: Extract<Outcome, { kind: "failed" }>): Promise<boolean> {
    return inTransaction(pool, async (client) => {
      const taken = await takeJob(client, delivery);
      if (taken === null) return false;
      const end = { runId: delivery.runId, functionId: delivery.functionId, status: "failed", error: outcome.error } as const;
      await endFailed(client, engine, taken, end, onRunFailed);
      return true;
    });
  }

  async function retry(delivery: Delivery, again: Retry): Promise<"again" | "exhausted" | "stale"> {
    if (onReleased === undefined) return retryJob(pool, again);
    return inTransaction(pool, async (client) => {
      const result = await retryJob(client, again);
      if (result === "again") await onReleased(client, [{ runId: delivery.runId, group: delivery.groupId }]);
      return result;
    });
  }

  return async function settle(delivery: Delivery, outcome: Outcome, maxAttempts: number): Promise<boolean> {
    switch (outcome.kind) {
      case "completed":
        return complete(delivery, outcome);
      case "failed":
        return fail(delivery, outcome);
      case "advance":
        return advanceRun(pool, { job: delivery, requestVersion: outcome.requestVersion, memos: outcome.memos, planned: outcome.planned });
      case "retry": {
        const due = outcome.due ?? { afterMs: backoff(delivery.attempt) };
        const result = await retry(delivery, { job: delivery, due, maxAttempts, requestVersion: outcome.requestVersion });
        return result === "exhausted" ? settle(delivery, outcome.exhausted, maxAttempts) : result === "again";
      }
    }
  };
}
