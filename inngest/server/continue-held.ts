import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type { Logger } from "pino";
import type { Advanced } from "#lib/server/engine/advance-run.ts";
import { giveUpRun } from "#lib/server/engine/give-up-run.ts";
import { releaseRuns } from "#lib/server/engine/release-runs.ts";
import { transaction } from "#lib/server/transaction.ts";
import type { RunRequested } from "../events.ts";
import { endHold, handBack, type Hold, holdMs, leaveHold, renewHolds, takeHold } from "./hold-run.ts";

export interface HeldRuns {
  /** Moves a run on while nobody else does; another function run of it comes back later. */
  continueRun(request: RunRequested): Promise<Advanced>;
  count(): number;
  /** Hands back what is still held. */
  stop(): Promise<void>;
}

/** A call for a run that another one holds comes back after this long. */
const busyMs = 10_000;
/** No server is asked to wait longer at once: some allow no more than days. */
const longestWaitMs = 86_400_000;
const maxCrashes = 5;
const maxFaults = 20;

/** Runs of this process, each held against every other call that may come for it (SEMANTICS step-8). */
export function createHeldRuns(options: { pool: Pool; log: Logger; patienceMs: number; /** `instance#life` of this process. */ holder: string; continueRun(workspaceId: string, runId: string): Promise<Advanced> }): HeldRuns {
  const { pool, log, patienceMs } = options;
  const held = new Set<string>();
  const heartbeat = setInterval(() => {
    renewHolds(pool, [...held]).catch((err: unknown) => log.warn({ err }, "inngest.holds-not-renewed"));
  }, holdMs / 3);
  heartbeat.unref();

  async function fail(hold: Hold, error: unknown): Promise<Advanced> {
    const left = await leaveHold(pool, hold, { until: new Date(), hasFailed: true, patienceMs });
    if (!left || left.faults < maxFaults) {
      if (left) await releaseRuns(pool, [hold]);
      throw error;
    }
    log.error({ err: error, runId: hold.runId }, "inngest.run-given-up");
    await transaction((client) => giveUpRun(client, hold.runId, "internal"));
    return { done: true };
  }

  /** null: something happened outside while it was held, so it is not left to wait. */
  async function once({ workspaceId, runId, round = 1 }: RunRequested): Promise<Advanced | null> {
    const hold: Hold = { workspaceId, runId, holder: `${options.holder}#${randomUUID()}` };
    const taken = await takeHold(pool, hold, round);
    if (taken.kind === "over") return { done: true };
    if (taken.kind === "busy") return { done: false, until: new Date(Date.now() + busyMs) };
    held.add(hold.holder);
    try {
      if (taken.crashes >= maxCrashes) {
        await transaction((client) => giveUpRun(client, runId, "quarantined"));
        await endHold(pool, hold);
        return { done: true };
      }
      const advanced = await options.continueRun(workspaceId, runId).catch((error: unknown) => fail(hold, error));
      if (advanced.done) {
        await endHold(pool, hold);
        return advanced;
      }
      const until = new Date(Math.min(advanced.until.getTime(), Date.now() + longestWaitMs));
      const left = await leaveHold(pool, hold, { until, hasFailed: false, patienceMs });
      return left?.isWoken ? null : { done: false, until };
    } finally {
      held.delete(hold.holder);
    }
  }

  return {
    async continueRun(request) {
      for (;;) {
        const advanced = await once(request);
        if (advanced) return advanced;
      }
    },
    count: () => held.size,
    async stop() {
      clearInterval(heartbeat);
      await handBack(pool, [...held], patienceMs);
    },
  };
}
