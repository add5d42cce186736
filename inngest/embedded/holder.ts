import { randomUUID } from "node:crypto";
import { call } from "./call.ts";
import { createCompletions } from "./completions.ts";
import type { Engine } from "./engine.ts";
import type { NewRun } from "./enqueue.ts";
import { eventText } from "./event-text.ts";
import type { ExecutorOptions } from "./executor.ts";
import { introspect } from "./introspect.ts";
import { planOutcome } from "./plan-outcome.ts";
import { createPresence, type Presence } from "./presence.ts";
import { release } from "./release.ts";
import { createSettle } from "./settle.ts";
import { storeOutcome } from "./store-outcome.ts";
import type { Delivery } from "./store/claim-jobs.ts";
import { holdRun, takeFences } from "./store/hold-run.ts";
import { handBackLeases, reclaimPredecessors } from "./store/lease.ts";
import type { Queryable } from "./store/statement.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";

export type HolderOptions = Pick<ExecutorOptions, "handler" | "instanceId" | "version" | "leaseMs" | "maxCrashes" | "keepFailedMs" | "backoff" | "onRunFailed" | "onReleased"> & {
  /** Jobs were left for executors elsewhere. */
  onLeft(): void;
};

/** A run that this process began itself. */
export type HeldRun = {
  /** Stores the run with a job that this process has the lease of, in the caller's transaction; before, nobody else knows of it. */
  hold(client: Queryable): Promise<void>;
  /**
   * Calls its function, once. `ended`: nothing is left to do; `left`: an executor goes on with it; `lost`: it failed
   * before it was held, so nothing of it is stored.
   */
  drive(): Promise<"ended" | "left" | "lost">;
  /** Forgets a run that was never stored. */
  leave(): void;
};

export type Holder = {
  /** Reads the functions; throws AppError if one cannot be run. */
  start(): Promise<void>;
  begin(run: NewRun): Promise<HeldRun>;
  inFlight(): number;
  /** Waits for what is in flight, and at the deadline leaves the rest to others. */
  stop(options: { deadlineMs: number }): Promise<void>;
};

const defaultMaxAttempts = 5;
const fencesAtOnce = 256;

/**
 * Runs what its own process begins, and claims nothing: for work whose caller waits. A run that ends with its first call
 * and was never held costs no statement here; what is held has a lease as any job, and others take it over when it ends.
 */
export function createHolder(engine: Engine, options: HolderOptions): Holder {
  const { handler, instanceId, keepFailedMs = 7 * 86_400_000, leaseMs = 30_000, maxCrashes = 5, onLeft, onReleased, onRunFailed } = options;
  const { log, pool } = engine;
  const workerId = `${instanceId}#${randomUUID()}`;
  const settle = createSettle({ engine, completions: createCompletions(pool), onRunFailed, onRunCompleted: undefined, onReleased, backoff: options.backoff });
  const under = new Set<Delivery>();
  /** Fences of leases to be kept; and what was stored, whoever holds it by now. */
  const held = new Set<number>();
  const stored = new WeakSet<Delivery>();
  let fences: number[] = [];
  let taking: Promise<void> | undefined;
  let isStopped = false;
  let onIdle: (() => void) | undefined;
  let parts: { upkeep: Upkeep; presence: Presence } | undefined;

  async function nextFence(): Promise<number> {
    for (;;) {
      const fence = fences.shift();
      if (fences.length < fencesAtOnce / 2) taking ??= takeFences(pool, fencesAtOnce).then((more) => void (fences = [...fences, ...more])).finally(() => (taking = undefined));
      if (fence !== undefined) {
        taking?.catch(() => undefined);
        return fence;
      }
      await taking;
    }
  }

  async function drive(delivery: Delivery): Promise<"ended" | "left" | "lost"> {
    const maxAttempts = engine.functions.get(delivery.functionId)?.maxAttempts ?? defaultMaxAttempts;
    try {
      const outcome = planOutcome(await call(handler, engine.signingKey, delivery, maxAttempts), engine.maxStepBytes, engine.wakeBy);
      if (!stored.has(delivery)) return outcome.kind === "completed" ? "ended" : "lost";
      await storeOutcome({ settle, log, isGivenUp: () => isStopped && !held.has(delivery.fence) }, delivery, outcome, maxAttempts);
      if (outcome.kind === "completed") return "ended";
      onLeft();
      return "left";
    } finally {
      leave(delivery);
    }
  }

  function leave(delivery: Delivery): void {
    held.delete(delivery.fence);
    under.delete(delivery);
    if (under.size === 0) onIdle?.();
  }

  function begun() {
    const upkeep = createUpkeep({ engine, workerId, leaseMs, maxCrashes, keepFailedMs, heldFences: () => [...held], onReclaimed: onLeft, onRunFailed, onReleased });
    const presence = createPresence({
      pool, workerId, instanceId, version: options.version, log, claims: false,
      onWake: () => undefined,
      onLock: async () => {
        const reclaimed = await release(pool, onReleased, (client) => reclaimPredecessors(client, maxCrashes, instanceId, workerId));
        if (reclaimed > 0) log.warn({ reclaimed }, "engine.leases.of-predecessor");
        await upkeep.quarantine();
        onLeft();
      },
    });
    return { upkeep, presence };
  }

  return {
    async start() {
      for (const registered of await introspect(handler, engine.signingKey)) engine.functions.set(registered.id, registered);
    },
    async begin(run) {
      parts ??= begun();
      const delivery: Delivery = {
        runId: run.id, key: "d0", fence: await nextFence(), kind: "discover", stepId: null, attempt: 0, crashes: 0, stackAt: 0, parallel: false, race: false,
        functionId: run.functionId, groupId: run.group, event: eventText(run.event), requestVersion: -1, pending: 0, stack: [], steps: "{}",
      };
      under.add(delivery);
      return {
        async hold(client) {
          await holdRun(client, run, { fence: delivery.fence, workerId, leaseMs });
          stored.add(delivery);
          if (!isStopped) held.add(delivery.fence);
        },
        drive: () => drive(delivery),
        leave: () => leave(delivery),
      };
    },
    inFlight: () => under.size,
    async stop({ deadlineMs }) {
      if (under.size > 0) {
        let deadline: NodeJS.Timeout | undefined;
        await Promise.race([new Promise<void>((resolve) => (onIdle = resolve)), new Promise((resolve) => (deadline = setTimeout(resolve, deadlineMs)))]);
        clearTimeout(deadline);
      }
      isStopped = true;
      held.clear();
      await parts?.upkeep.stop();
      await release(pool, onReleased, (client) => handBackLeases(client, workerId)).catch((error: unknown) => log.warn({ err: error }, "engine.hand-back.failed"));
      await parts?.presence.stop();
    },
  };
}
