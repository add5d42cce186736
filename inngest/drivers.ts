import type { Logger } from "pino";
import type { Pool } from "pg";
import type { RunDriver } from "#lib/server/engine/run-driver.ts";
import { appId } from "./client.ts";
import { enqueueRuns } from "./embedded/enqueue.ts";
import { readHealth } from "./embedded/health.ts";
import { createWaker } from "./embedded/waker.ts";
import { runRequested } from "./events.ts";

/** Runs wait in this database for the embedded executor of some worker. */
export function embeddedDriver(pool: Pool, log: Logger): RunDriver {
  const functionId = `${appId}-event`;
  return {
    kind: "embedded",
    async enqueue(client, runs) {
      const ts = Date.now();
      await enqueueRuns(
        client,
        runs.map(({ runId, workspaceId }) => ({
          id: runId,
          functionId,
          event: { name: runRequested, id: runId, ts, data: { runId, workspaceId } },
          group: workspaceId,
        })),
      );
    },
    wake: createWaker(pool, log),
    async health() {
      const { queued, due, leased, later, oldestDueMs, quarantined, workersAlive } = await readHealth(pool);
      return { queued, due, running: leased, sleeping: later, quarantined, oldestDueMs: Math.round(oldestDueMs ?? 0), workers: workersAlive };
    },
  };
}
