import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import type { Inngest, InngestFunction } from "inngest";
import type { Pool } from "pg";
import type { Logger } from "pino";
import type { InngestEnv, LaunchEnv } from "#lib/launch/env.ts";
import { createPipelineClient } from "#lib/pipeline/pipeline-client.ts";
import { createSandbox } from "#lib/sandbox/sandbox.ts";
import { keepAlerts } from "#lib/server/alerts/keep-alerts.ts";
import { keepClock } from "#lib/server/clock.ts";
import { createActiveRuns } from "#lib/server/engine/active-runs.ts";
import { runContinuer } from "#lib/server/engine/continue-run.ts";
import { databaseFor } from "#lib/server/engine/database-for.ts";
import { giveUpRun } from "#lib/server/engine/give-up-run.ts";
import { handOverRun } from "#lib/server/engine/hand-over-run.ts";
import type { RunDriver } from "#lib/server/engine/run-driver.ts";
import { releaseRuns } from "#lib/server/engine/release-runs.ts";
import { sendFor } from "#lib/server/engine/send.ts";
import { keepEventReplays } from "#lib/server/event-replays/keep-event-replays.ts";
import { keepLearning } from "#lib/server/events/keep-learning.ts";
import { publishFromRun } from "#lib/server/events/publish-from-run.ts";
import { version } from "#lib/server/instance/version.ts";
import { createLog } from "#lib/server/log.ts";
import { launchVariables } from "#lib/server/launch-variables.ts";
import { keepTallies } from "#lib/server/metrics/keep-tallies.ts";
import { createPool } from "#lib/server/pool.ts";
import { keepPolling } from "#lib/server/polls/keep-polling.ts";
import { keepCollecting } from "#lib/server/payloads/keep-collecting.ts";
import { keepRedrives } from "#lib/server/redrives/keep-redrives.ts";
import { keepDroppingData } from "#lib/server/retention/drop-data.ts";
import { keepRetention } from "#lib/server/retention/keep-retention.ts";
import { keepAdmitting } from "#lib/server/runs/keep-admitting.ts";
import { keepSchedules } from "#lib/server/schedules/keep-schedules.ts";
import { keepTemplateChecks } from "#lib/server/templates/keep-template-checks.ts";
import { setRuntime } from "#lib/server/runtime.ts";
import { createInngestClient } from "./client.ts";
import { adoptRuns, createDriver, runOf } from "./drivers.ts";
import { createApiFetch } from "./embedded/api-fetch.ts";
import { createEngine } from "./embedded/engine.ts";
import { createExecutor, type ExecutorOptions } from "./embedded/executor.ts";
import { runWake } from "./events.ts";
import { batchFunction } from "./functions/batch.ts";
import { eventFunction } from "./functions/event.ts";
import type { RunServices } from "./functions/run-body.ts";
import { syncFunction } from "./functions/sync.ts";
import { serveInProcess } from "./serve-in-process.ts";
import { startServing } from "./server/start-serving.ts";

const concurrency = 32;

/** The script that runs records regions in a process of its own, forked when the first one is due. */
const pipelineEntry = fileURLToPath(new URL("../lib/launch/pipeline.ts", import.meta.url));

export interface Worker {
  /** Jobs of the embedded executor that are under way here. */
  inFlight(): number;
  stop(deadlineMs: number): Promise<void>;
}

/**
 * One worker process: the Inngest functions, and what calls them: the embedded executor, or an Inngest server. One that
 * is there for suspects only leaves everything else that workers do to the others.
 */
export async function startWorker(env: LaunchEnv, suspects: Pick<ExecutorOptions, "suspects" | "onSuspects"> = {}): Promise<Worker> {
  // The SDK reads every variable at every call; from the real environment that is a fifth of a run's CPU.
  process.env = { ...process.env };
  const log = createLog(env.logLevel, "worker");
  const pool = createPool(env.databaseUrl, log, 16);
  const driver = createDriver(env.inngest, pool, log);
  setRuntime({ env, pool, driver, log });
  const databaseClock = await keepClock(pool, log);

  const sandbox = createSandbox({ log });
  const pipeline = createPipelineClient({ entry: pipelineEntry, environment: { ...process.env, ...launchVariables(env) }, log });
  const activeRuns = createActiveRuns(pool, log);
  const continueRun = runContinuer({
    pool, driver, log, sandbox,
    wayOut: (workspaceId) => ({ send: sendFor(workspaceId), database: databaseFor(workspaceId) }),
    publish: publishFromRun,
    region: (request, signal) => pipeline.advance(request, signal),
  }, activeRuns);
  const calls: { inFlight?(): number; stop(deadlineMs: number): Promise<unknown> } = env.inngest.mode === "embedded"
    ? await startExecutor({ env, suspects, inngest: env.inngest, pool, driver, log, services: { continueRun: ({ workspaceId, runId }) => continueRun(workspaceId, runId), handOver: handOverRun } })
    : await startServing({
        env, server: env.inngest, pool, log, continueRun,
        functions: (client, continueHeld) => functionsOf(client, { continueRun: continueHeld, handOver: handOverRun, isToldOfCancels: true }),
      });

  const duties = suspects.suspects === "only" ? null : startDuties(pool, log);

  return {
    inFlight: () => calls.inFlight?.() ?? 0,
    async stop(deadlineMs) {
      databaseClock.stop();
      await duties?.stop();
      // Slices under way end with their chunk, so that the executor need not wait for the whole slice.
      await Promise.all([calls.stop(deadlineMs), pipeline.stop()]);
      activeRuns.stop();
      await sandbox.stop();
      await pool.end();
    },
  };
}

/** What workers do beside runs, whatever calls the functions; several of them do it once. */
function startDuties(pool: Pool, log: Logger): { stop(): Promise<void> } {
  const admitting = keepAdmitting();
  const learning = keepLearning();
  const polling = keepPolling();
  const eventReplays = keepEventReplays();
  const schedules = keepSchedules();
  const alerts = keepAlerts();
  const templateChecks = keepTemplateChecks();
  const stopTallies = keepTallies(pool, log);
  const collecting = keepCollecting(pool, log);
  const redrives = keepRedrives();
  const retention = keepRetention(pool, log);
  const dropping = keepDroppingData();
  return {
    async stop() {
      stopTallies();
      collecting.stop();
      await Promise.all([admitting.stop(), learning.stop(), polling.stop(), eventReplays.stop(), schedules.stop(), alerts.stop(), templateChecks.stop(), redrives.stop(), retention.stop(), dropping.stop()]);
    },
  };
}

function functionsOf(client: Inngest, services: RunServices): InngestFunction.Any[] {
  return [eventFunction(client, services), syncFunction(client, services), batchFunction(client, services)];
}

interface ExecutorSetup {
  env: LaunchEnv;
  suspects: Pick<ExecutorOptions, "suspects" | "onSuspects">;
  inngest: Extract<InngestEnv, { mode: "embedded" }>;
  pool: Pool;
  driver: RunDriver;
  log: Logger;
  services: RunServices;
}

async function startExecutor({ env, suspects, inngest: { signingKey, eventKey }, pool, driver, log, services }: ExecutorSetup): Promise<{ inFlight(): number; stop(deadlineMs: number): Promise<unknown> }> {
  const engine = createEngine({ pool, signingKey, eventKey, log, wakeBy: runWake });
  const client = createInngestClient({ signingKey, eventKey, baseUrl: "http://engine.internal", fetch: createApiFetch(engine), logger: log.child({}, { level: "warn" }) });
  // Nothing but this process can reach the handler, so checking our own signature would protect nothing.
  const served = { client, functions: functionsOf(client, services), skipSignatureValidation: true };
  const executor = createExecutor(engine, {
    handler: serveInProcess(served),
    instanceId: `${hostname()}-${createHash("sha256").update(env.dataDir).digest("hex").slice(0, 12)}-${suspects.suspects === "only" ? "apart" : "1"}`,
    ...suspects,
    version,
    concurrency,
    // A function only fails by a fault of ours or of the database: try again soon, then less and less often.
    backoff: (attempt) => Math.min(60_000, 500 * 2 ** attempt) * (0.75 + Math.random() / 2),
    async onRunFailed(client, end) {
      if (end.status !== "completed") await giveUpRun(client, runOf(end.runId), end.status === "quarantined" ? "quarantined" : "internal");
    },
    onReleased: (client, runs) => releaseRuns(client, runs.map(({ group, runId }) => ({ workspaceId: group, runId: runOf(runId) }))),
  });
  await executor.start();
  // Not waited for: the database may be away, and the executor works without it as soon as it is there.
  adoptRuns(pool, driver).then((adopted) => adopted > 0 && log.info({ adopted }, "engine.runs-adopted"), (err: unknown) => log.warn({ err }, "engine.runs-not-adopted"));
  return { inFlight: executor.inFlight, stop: (deadlineMs) => executor.stop({ deadlineMs }) };
}
