import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Inngest } from "inngest";
import { serve } from "inngest/node";
import { pino } from "pino";
import type { Pool } from "pg";
import { appId } from "#inngest/client.ts";
import { runRequested, type RunRequested, runWake } from "#inngest/events.ts";
import { batchFunction } from "#inngest/functions/batch.ts";
import { eventFunction } from "#inngest/functions/event.ts";
import { syncFunction } from "#inngest/functions/sync.ts";
import { createPipelineClient } from "#lib/pipeline/pipeline-client.ts";
import { createSandbox } from "#lib/sandbox/sandbox.ts";
import { createActiveRuns } from "#lib/server/engine/active-runs.ts";
import { runContinuer } from "#lib/server/engine/continue-run.ts";
import { databaseFor } from "#lib/server/engine/database-for.ts";
import { handOverRun } from "#lib/server/engine/hand-over-run.ts";
import type { RunDriver, RunRequest } from "#lib/server/engine/run-driver.ts";
import { sendFor } from "#lib/server/engine/send.ts";
import { launchVariables } from "#lib/server/launch-variables.ts";
import { setRuntime } from "#lib/server/runtime.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { killAll } from "#tests/support/processes.ts";
import { testEnv } from "#tests/support/test-env.ts";
import { until } from "#tests/support/until.ts";
import type { Lab } from "./lab.ts";
import { startScriptedTarget } from "./scripted-target.ts";

const pipelineEntry = fileURLToPath(new URL("../../../lib/launch/pipeline.ts", import.meta.url));

async function freePort(): Promise<number> {
  const socket = createSocket();
  socket.listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo;
  socket.close();
  await once(socket, "close");
  return port;
}

/**
 * Runs by events of a real server. An event cannot leave within the transaction that makes it true, so it is sent when
 * what it is about can be read, and wake-ups again a little later: a lost one only delays (SEMANTICS event-4).
 */
function inngestDriver(client: Inngest, pool: Pool): RunDriver {
  async function request({ runId, workspaceId, pattern, part = 1 }: RunRequest): Promise<void> {
    const isThere = async (): Promise<boolean> => (await pool.query("select 1 from runs where id = $1 and part >= $2", [runId, part])).rowCount === 1;
    await until(`run ${runId} to be committed`, isThere, 5_000);
    const data: RunRequested = { runId, workspaceId, pattern, part };
    await client.send({ name: runRequested(pattern), id: `${runId}-${part}`, data });
  }
  async function wake(runId: string): Promise<void> {
    for (const later of [20, 200, 600]) {
      await delay(later);
      await client.send({ name: runWake.event, data: { runId } });
    }
  }
  /** A run that is gone, or a pool that has ended with the test, needs no event. */
  const leave = (work: Promise<void>): void => void work.catch(() => undefined);
  return {
    kind: "inngest",
    async enqueue(_, runs) {
      for (const run of runs) leave(request(run));
    },
    async wakeRuns(_, runs) {
      for (const { runId } of runs) leave(wake(runId));
    },
    wake: () => {},
  };
}

async function startServer(bin: string, port: number): Promise<ChildProcess> {
  const server = spawn(bin, ["dev", "--no-discovery", "--no-poll", "--host", "127.0.0.1", "--port", String(port), "--tick", "20", "--retry-interval", "1"], { stdio: ["ignore", "ignore", "inherit"] });
  await until("the Inngest server", async () => {
    if (server.exitCode !== null) throw new Error(`${bin} ended with ${server.exitCode}`);
    return await fetch(`http://127.0.0.1:${port}/health`).then(() => true, () => false);
  }, 60_000);
  return server;
}

/** The same engine, moved by the Inngest server whose program is at `bin` instead of by our executor. */
export async function startInngestLab(bin: string): Promise<Lab> {
  const database = await createTestDatabase();
  const target = await startScriptedTarget();
  const port = await freePort();
  const server = await startServer(bin, port);
  const env = testEnv(database.url, { egressAllow: [target.address] });
  const log = pino({ level: "silent" });
  const { pool } = database;
  const client = new Inngest({ id: appId, isDev: true, baseUrl: `http://127.0.0.1:${port}`, eventKey: "test", logger: log.child({}) });
  const driver = inngestDriver(client, pool);
  setRuntime({ env, pool, driver, log });

  const sandbox = createSandbox({ log });
  const pipeline = createPipelineClient({ entry: pipelineEntry, environment: { ...process.env, ...launchVariables(env) }, log });
  const activeRuns = createActiveRuns(pool, log);
  const continueRun = runContinuer({
    pool, driver, log, sandbox,
    wayOut: (workspaceId) => ({ send: sendFor(workspaceId), database: databaseFor(workspaceId) }),
    region: (request, signal) => pipeline.advance(request, signal),
  }, activeRuns);
  const services = { continueRun: ({ workspaceId, runId }: RunRequested) => continueRun(workspaceId, runId), handOver: handOverRun };
  const app = createServer(serve({ client, functions: [eventFunction(client, services), syncFunction(client, services), batchFunction(client, services)] }));
  app.listen(0, "127.0.0.1");
  await once(app, "listening");
  const registered = await fetch(`http://127.0.0.1:${(app.address() as AddressInfo).port}/api/inngest`, { method: "PUT" });
  if (!registered.ok) throw new Error(`The functions were not registered: ${registered.status} ${await registered.text()}`);

  return {
    database,
    target,
    async stop() {
      app.close();
      app.closeAllConnections();
      if (server.pid !== undefined) await killAll([server.pid]);
      activeRuns.stop();
      await Promise.all([sandbox.stop(), pipeline.stop()]);
      await target.close();
      await database.drop();
    },
  };
}
