import { createHash } from "node:crypto";
import { hostname } from "node:os";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { present } from "#lib/assert.ts";
import type { LaunchEnv } from "#lib/launch/env.ts";
import { createSandbox } from "#lib/sandbox/sandbox.ts";
import { createActiveRuns } from "#lib/server/engine/active-runs.ts";
import { databaseFor } from "#lib/server/engine/database-for.ts";
import { giveUpRun } from "#lib/server/engine/give-up-run.ts";
import { handOverRun } from "#lib/server/engine/hand-over-run.ts";
import type { NewbornRun } from "#lib/server/engine/newborn.ts";
import { newbornContinuer } from "#lib/server/engine/newborn-run.ts";
import { releaseRuns } from "#lib/server/engine/release-runs.ts";
import type { RunDriver } from "#lib/server/engine/run-driver.ts";
import { sendFor } from "#lib/server/engine/send.ts";
import { publishFromRun } from "#lib/server/events/publish-from-run.ts";
import { version } from "#lib/server/instance/version.ts";
import { createInngestClient } from "./client.ts";
import { engineRun, runOf } from "./drivers.ts";
import { createApiFetch } from "./embedded/api-fetch.ts";
import { createEngine } from "./embedded/engine.ts";
import { createHolder } from "./embedded/holder.ts";
import { runWake } from "./events.ts";
import { syncFunction } from "./functions/sync.ts";
import { serveInProcess } from "./serve-in-process.ts";

export interface RunsHere {
  /** The driver that also runs, in this process, what callers wait for. */
  driver: RunDriver;
  /** Waits for runs under way, and leaves to others what is not over at the deadline. */
  stop(deadlineMs: number): Promise<void>;
}

/**
 * Lets a process that takes requests run them itself, through the same function and the SDK in process (SEMANTICS
 * sync-1). An Inngest server does that alone: then the driver stays as it is.
 */
export async function driveHere({ env, pool, driver, log }: { env: LaunchEnv; pool: Pool; driver: RunDriver; log: Logger }): Promise<RunsHere> {
  if (env.inngest.mode !== "embedded") return { driver, stop: async () => undefined };
  const { signingKey, eventKey } = env.inngest;
  const sandbox = createSandbox({ log });
  const activeRuns = createActiveRuns(pool, log);
  const driven = new Map<string, NewbornRun>();
  const continueNewborn = newbornContinuer({
    pool, driver, log, sandbox,
    wayOut: (workspaceId) => ({ send: sendFor(workspaceId), database: databaseFor(workspaceId) }),
    publish: publishFromRun,
    region: () => Promise.reject(new Error("Invariant broken: flows with regions are run by workers")),
  }, activeRuns);

  const engine = createEngine({ pool, signingKey, eventKey, log, wakeBy: runWake });
  const client = createInngestClient({ signingKey, eventKey, baseUrl: "http://engine.internal", fetch: createApiFetch(engine), logger: log.child({}, { level: "warn" }) });
  const sync = syncFunction(client, { continueRun: ({ runId }) => continueNewborn(present(driven.get(runId), "a run of this process")), handOver: handOverRun });
  // Nothing but this process can reach the handler, so checking our own signature would protect nothing.
  const served = { client, functions: [sync], skipSignatureValidation: true };
  const holder = createHolder(engine, {
    handler: serveInProcess(served),
    instanceId: `${hostname()}-${createHash("sha256").update(env.dataDir).digest("hex").slice(0, 12)}-web`,
    version,
    backoff: () => 0,
    async onRunFailed(tx, end) {
      if (end.status !== "completed") await giveUpRun(tx, runOf(end.runId), end.status === "quarantined" ? "quarantined" : "internal");
    },
    onReleased: (tx, runs) => releaseRuns(tx, runs.map(({ group, runId }) => ({ workspaceId: group, runId: runOf(runId) }))),
    onLeft: () => driver.wake(),
  });
  await holder.start();

  return {
    driver: {
      ...driver,
      async begin(request) {
        const held = await holder.begin(engineRun(request));
        return {
          hold: (tx) => held.hold(tx),
          leave: () => held.leave(),
          async drive(newborn) {
            driven.set(request.runId, newborn);
            try {
              return await held.drive();
            } finally {
              driven.delete(request.runId);
            }
          },
        };
      },
    },
    async stop(deadlineMs) {
      await holder.stop({ deadlineMs });
      activeRuns.stop();
      await sandbox.stop();
    },
  };
}
