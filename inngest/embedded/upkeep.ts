import type { Engine } from "./engine.ts";
import { endFailed, type OnRunEnd } from "./end-run.ts";
import { type OnReleased, release } from "./release.ts";
import { reclaimExpired, renewLeases } from "./store/lease.ts";
import { prune } from "./store/prune.ts";
import { inTransaction } from "./store/statement.ts";
import { findPoisoned, takePoisoned } from "./store/take-poisoned.ts";

export type UpkeepOptions = {
  engine: Engine;
  workerId: string;
  leaseMs: number;
  maxCrashes: number;
  keepFailedMs: number;
  heldFences(): number[];
  onReclaimed(): void;
  onRunFailed: OnRunEnd | undefined;
  onReleased: OnReleased | undefined;
};

export type Upkeep = { stop(): Promise<void>; quarantine(): Promise<void> };

const pruneEveryMs = 60_000;

/** Every third of a lease: heartbeat, then expired leases of others, poisoned runs, and now and then pruning. */
export function createUpkeep(options: UpkeepOptions): Upkeep {
  const { engine, heldFences, keepFailedMs, leaseMs, maxCrashes, onReclaimed, onReleased, onRunFailed, workerId } = options;
  const { log, pool } = engine;
  let prunedAt = 0;
  let turn: Promise<void> | undefined;

  async function quarantine(): Promise<void> {
    for (const { key, runId } of await findPoisoned(pool, maxCrashes)) {
      const isEnded = await inTransaction(pool, async (client) => {
        const taken = await takePoisoned(client, runId, key);
        if (taken === null) return false;
        const error = { name: "QuarantinedError", message: `Its process died ${maxCrashes} times while this step was running.` };
        await endFailed(client, engine, taken, { runId, functionId: taken.functionId, status: "quarantined", error }, onRunFailed);
        return true;
      });
      if (isEnded) log.error({ runId, key }, "engine.run.quarantined");
    }
  }

  async function round(): Promise<void> {
    try {
      await renewLeases(pool, workerId, leaseMs, heldFences());
      const reclaimed = await release(pool, onReleased, (client) => reclaimExpired(client, maxCrashes));
      if (reclaimed > 0) {
        log.warn({ reclaimed }, "engine.leases.expired");
        onReclaimed();
      }
      await quarantine();
      if (performance.now() - prunedAt > pruneEveryMs) {
        await prune(pool, keepFailedMs);
        prunedAt = performance.now();
      }
    } catch (error) {
      log.warn({ err: error }, "engine.upkeep.failed");
    }
    turn = undefined;
  }

  const timer = setInterval(() => (turn ??= round()), leaseMs / 3);
  return {
    quarantine,
    async stop() {
      clearInterval(timer);
      await turn;
    },
  };
}
