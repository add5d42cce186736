import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { serve } from "inngest/edge";
import { AppError } from "#lib/errors.ts";
import type { LaunchEnv } from "#lib/launch/env.ts";
import { createPipelineClient } from "#lib/pipeline/pipeline-client.ts";
import { createSandbox } from "#lib/sandbox/sandbox.ts";
import { clock, keepClock } from "#lib/server/clock.ts";
import { createActiveRuns } from "#lib/server/engine/active-runs.ts";
import { runContinuer } from "#lib/server/engine/continue-run.ts";
import { databaseFor } from "#lib/server/engine/database-for.ts";
import { failRun } from "#lib/server/engine/fail-run.ts";
import { handOverRun } from "#lib/server/engine/hand-over-run.ts";
import { releaseRuns } from "#lib/server/engine/release-runs.ts";
import { sendFor } from "#lib/server/engine/send.ts";
import { wakeParent } from "#lib/server/engine/wake-parent.ts";
import { createLog } from "#lib/server/log.ts";
import { launchVariables } from "#lib/server/launch-variables.ts";
import { createPool } from "#lib/server/pool.ts";
import { keepCollecting } from "#lib/server/payloads/keep-collecting.ts";
import { signalRun } from "#lib/server/runs/run-signals.ts";
import { admitWaiting } from "#lib/server/runs/admit-runs.ts";
import { startHeld } from "#lib/server/runs/start-held.ts";
import { keepSchedules } from "#lib/server/schedules/keep-schedules.ts";
import { setRuntime } from "#lib/server/runtime.ts";
import { createInngestClient } from "./client.ts";
import { embeddedDriver, runOf } from "./drivers.ts";
import { createApiFetch } from "./embedded/api-fetch.ts";
import { createEngine } from "./embedded/engine.ts";
import { createExecutor } from "./embedded/executor.ts";
import { type RunRequested, runWake } from "./events.ts";
import { batchFunction } from "./functions/batch.ts";
import { eventFunction } from "./functions/event.ts";
import { syncFunction } from "./functions/sync.ts";

const concurrency = 32;
const admitEveryMs = 2_000;

/** The script that runs records regions in a process of its own, forked when the first one is due. */
const pipelineEntry = fileURLToPath(new URL("../lib/launch/pipeline.ts", import.meta.url));

/** One worker process: the embedded executor over the Inngest functions. */
export async function startWorker(env: LaunchEnv): Promise<{ stop(deadlineMs: number): Promise<void> }> {
  if (env.inngest.mode !== "embedded") {
    throw new AppError("invalid", "This version runs flows with its built-in executor only. Unset the INNGEST_* variables and start again.");
  }
  // The SDK reads every variable at every call; from the real environment that is a fifth of a run's CPU.
  process.env = { ...process.env };
  const log = createLog(env.logLevel, "worker");
  const pool = createPool(env.databaseUrl, log, 16);
  const driver = embeddedDriver(pool, log);
  setRuntime({ env, pool, driver, log });
  const databaseClock = await keepClock(pool, log);

  const { signingKey, eventKey } = env.inngest;
  const engine = createEngine({ pool, signingKey, eventKey, log, wakeBy: runWake });
  const client = createInngestClient({ signingKey, eventKey, baseUrl: "http://engine.internal", fetch: createApiFetch(engine), logger: log.child({}, { level: "warn" }) });
  const sandbox = createSandbox({ log });
  const pipeline = createPipelineClient({ entry: pipelineEntry, environment: { ...process.env, ...launchVariables(env) }, log });
  const activeRuns = createActiveRuns(pool, log);
  const continueRun = runContinuer({
    pool, driver, log, sandbox,
    wayOut: (workspaceId) => ({ send: sendFor(workspaceId), database: databaseFor(workspaceId) }),
    region: (request, signal) => pipeline.advance(request, signal),
  }, activeRuns);
  const services = { continueRun: ({ workspaceId, runId }: RunRequested) => continueRun(workspaceId, runId), handOver: handOverRun };
  const functions = [eventFunction(client, services), syncFunction(client, services), batchFunction(client, services)];
  // Nothing but this process can reach the handler, so checking our own signature would protect nothing.
  const served = { client, functions, skipSignatureValidation: true };
  const executor = createExecutor(engine, {
    handler: serve(served),
    instanceId: `${hostname()}-${createHash("sha256").update(env.dataDir).digest("hex").slice(0, 12)}-1`,
    concurrency,
    // A function only fails by a fault of ours or of the database: try again soon, then less and less often.
    backoff: (attempt) => Math.min(60_000, 500 * 2 ** attempt) * (0.75 + Math.random() / 2),
    async onRunFailed(client, end) {
      if (end.status === "completed") return;
      const quarantined = end.status === "quarantined";
      const workspaceId = await failRun(client, runOf(end.runId), {
        class: quarantined ? "quarantined" : "internal",
        code: quarantined ? "quarantined" : "internal",
        message: quarantined
          ? "This run ended its process five times at the same step, so it was set aside. Look at the step before you run it again."
          : "Millrace failed while it ran this. The log names the cause by the run's id.",
        at: clock.date().toISOString(),
      });
      if (!workspaceId) return;
      await wakeParent(client, workspaceId, runOf(end.runId));
      signalRun(workspaceId, runOf(end.runId));
    },
    onReleased: (client, runs) => releaseRuns(client, runs.map(({ group, runId }) => ({ workspaceId: group, runId: runOf(runId) }))),
  });
  await executor.start();

  const admit = setInterval(() => {
    Promise.all([startHeld(), admitWaiting()]).catch((err: unknown) => log.warn({ err }, "held.not-started"));
  }, admitEveryMs);
  const schedules = keepSchedules();
  const collecting = keepCollecting(pool, log);

  return {
    async stop(deadlineMs) {
      clearInterval(admit);
      databaseClock.stop();
      collecting.stop();
      await schedules.stop();
      // Slices under way end with their chunk, so that the executor need not wait for the whole slice.
      await Promise.all([executor.stop({ deadlineMs }), pipeline.stop()]);
      activeRuns.stop();
      await sandbox.stop();
      await pool.end();
    },
  };
}
