import { randomUUID } from "node:crypto";
import { call } from "./call.ts";
import { createCompletions } from "./completions.ts";
import type { Engine } from "./engine.ts";
import type { OnRunEnd } from "./end-run.ts";
import type { Handler } from "./handler.ts";
import { introspect } from "./introspect.ts";
import { planOutcome, type Outcome } from "./plan-outcome.ts";
import { createPresence, type Presence } from "./presence.ts";
import { createPump, type Pump } from "./pump.ts";
import { type OnReleased, release } from "./release.ts";
import { createSettle } from "./settle.ts";
import { storeOutcome } from "./store-outcome.ts";
import { claimJobs, type Delivery } from "./store/claim-jobs.ts";
import { handBackLeases, reclaimPredecessors } from "./store/lease.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";

export type ExecutorOptions = {
  handler: Handler;
  /** The same over restarts of one process slot, and never used by two at once: leases of its former lives are taken back at start. */
  instanceId: string;
  /** Of the software that runs here, for whoever looks at the workers. */
  version?: string;
  concurrency?: number;
  leaseMs?: number;
  pollMs?: number;
  /** Crashes on the same step after which a run is quarantined. */
  maxCrashes?: number;
  /**
   * Who calls jobs whose holders died more than once: this executor, one at a time (`with`); this one and nothing else
   * (`only`); or another one that is `only` there for them, so that the next death is not everybody's (`apart`).
   */
  suspects?: "with" | "only" | "apart";
  /** Told, at most once a second, that such jobs are due and wait for the one that is there for them. */
  onSuspects?: () => void;
  /** A call that takes longer is given up, as a failed attempt; what it still does is fenced off. */
  maxCallMs?: number;
  /** How long a failed or quarantined run stays visible. */
  keepFailedMs?: number;
  /** Milliseconds before the next attempt, unless the SDK asks for a delay; Inngest's table if absent. */
  backoff?: (attempt: number) => number;
  onRunFailed?: OnRunEnd;
  /** Without it, ends of runs share one statement: leave it out when the function commits its own end. */
  onRunCompleted?: OnRunEnd;
  /** Told of runs whose leases ran out or were given up, and of those that wait for another attempt. */
  onReleased?: OnReleased;
};

export type Executor = {
  /** Reads the functions (throws AppError if one cannot be run) and begins to claim; waits for no database. */
  start(): Promise<void>;
  wake(): void;
  inFlight(): number;
  /** Claims nothing more, waits for what is in flight, and at the deadline hands the rest back to others. */
  stop(options: { deadlineMs: number }): Promise<{ handedBack: number }>;
};

type Held = { delivery: Delivery; since: number; giveUp: () => void };

const defaultMaxAttempts = 5;

/** After this long nobody seems to be there for suspects, and whoever can takes them. */
const suspectPatienceMs = 60_000;

export function createExecutor(engine: Engine, options: ExecutorOptions): Executor {
  const { concurrency = 10, handler, instanceId, keepFailedMs = 7 * 86_400_000, leaseMs = 30_000, maxCallMs = 900_000, maxCrashes = 5, pollMs = 1000 } = options;
  const { onReleased, suspects = "with" } = options;
  const { log, pool } = engine;
  const workerId = `${instanceId}#${randomUUID()}`;
  const held = new Map<number, Held>();
  const settle = createSettle({ engine, completions: createCompletions(pool), onRunFailed: options.onRunFailed, onRunCompleted: options.onRunCompleted, onReleased, backoff: options.backoff });
  let after = "";
  let toldAt = Number.NEGATIVE_INFINITY;
  let isStopped = false;
  let onIdle: (() => void) | undefined;
  let parts: { pump: Pump; upkeep: Upkeep; presence: Presence; watch: NodeJS.Timeout } | undefined;

  function store(delivery: Delivery, outcome: Outcome, maxAttempts: number): Promise<boolean> {
    return storeOutcome({ settle, log, isGivenUp: () => isStopped && !held.has(delivery.fence) }, delivery, outcome, maxAttempts);
  }

  async function deliver(delivery: Delivery, givenUp: Promise<void>): Promise<unknown> {
    if (delivery.kind === "timer" || delivery.kind === "wait") {
      const memos = [{ id: delivery.stepId ?? "", memo: "null" }];
      return store(delivery, { kind: "advance", requestVersion: delivery.requestVersion, memos, planned: [] }, 1);
    }
    const maxAttempts = engine.functions.get(delivery.functionId)?.maxAttempts ?? defaultMaxAttempts;
    const tooLong = givenUp.then(() => ({ kind: "unreachable", error: { name: "CallTimeoutError", message: `The call took longer than ${maxCallMs} ms.` } }) as const);
    const answer = await Promise.race([call(handler, engine.signingKey, delivery, maxAttempts), tooLong]);
    return store(delivery, planOutcome(answer, engine.maxStepBytes, engine.wakeBy), maxAttempts);
  }

  function begin(delivery: Delivery): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    held.set(delivery.fence, { delivery, since: performance.now(), giveUp: resolve });
    void deliver(delivery, promise)
      .catch((error: unknown) => log.error({ err: error, runId: delivery.runId }, "engine.delivery.failed"))
      .finally(() => {
        held.delete(delivery.fence);
        parts?.pump.wake();
        if (held.size === 0) onIdle?.();
      });
  }

  async function claim(slots: number) {
    const suspectSlots = [...held.values()].some(({ delivery }) => delivery.crashes >= 2) ? 0 : 1;
    const suspectAgeMs = suspects === "apart" ? suspectPatienceMs : 0;
    const found = await claimJobs(pool, { workerId, leaseMs, slots: suspects === "only" ? 0 : slots, suspectSlots, suspectAgeMs, after, inlineStateBytes: engine.inlineStateBytes });
    after = found.deliveries.at(-1)?.groupId ?? after;
    if (found.leftSuspects && performance.now() - toldAt > 1_000) {
      toldAt = performance.now();
      options.onSuspects?.();
    }
    return found;
  }

  function giveUpLongCalls(): void {
    const now = performance.now();
    for (const { giveUp, since } of held.values()) if (now - since > maxCallMs) giveUp();
  }

  function begun() {
    const pump = createPump({ freeSlots: () => concurrency - held.size, claim, begin, pollMs, log });
    const upkeep = createUpkeep({
      engine, workerId, leaseMs, maxCrashes, keepFailedMs,
      heldFences: () => [...held.keys()],
      onReclaimed: () => pump.wake(),
      onRunFailed: options.onRunFailed,
      onReleased,
    });
    const presence = createPresence({
      pool, workerId, instanceId, version: options.version, log,
      onWake: () => pump.wake(),
      onLock: async () => {
        const reclaimed = await release(pool, onReleased, (client) => reclaimPredecessors(client, maxCrashes, instanceId, workerId));
        if (reclaimed > 0) log.warn({ reclaimed }, "engine.leases.of-predecessor");
        await upkeep.quarantine();
        pump.wake();
      },
    });
    return { pump, upkeep, presence, watch: setInterval(giveUpLongCalls, Math.min(maxCallMs, 1000)) };
  }

  return {
    async start() {
      for (const registered of await introspect(handler, engine.signingKey)) engine.functions.set(registered.id, registered);
      parts = begun();
      engine.wake = parts.pump.wake;
      parts.pump.wake();
      log.info({ workerId, concurrency, functions: engine.functions.size }, "engine.started");
    },
    wake: () => parts?.pump.wake(),
    inFlight: () => held.size,
    async stop({ deadlineMs }) {
      if (parts === undefined) return { handedBack: 0 };
      const { pump, presence, upkeep, watch } = parts;
      await pump.stop();
      if (held.size > 0) {
        let deadline: NodeJS.Timeout | undefined;
        await Promise.race([
          new Promise<void>((resolve) => (onIdle = resolve)),
          new Promise((resolve) => (deadline = setTimeout(resolve, deadlineMs))),
        ]);
        clearTimeout(deadline);
      }
      isStopped = true;
      held.clear();
      clearInterval(watch);
      await upkeep.stop();
      const handedBack = await release(pool, onReleased, (client) => handBackLeases(client, workerId)).catch((error: unknown) => {
        log.warn({ err: error }, "engine.hand-back.failed");
        return 0;
      });
      await presence.stop();
      parts = undefined;
      log.info({ workerId, handedBack }, "engine.stopped");
      return { handedBack };
    },
  };
}
