import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { embeddedDriver } from "#inngest/drivers.ts";
import { startWorker } from "#inngest/worker.ts";
import { launchVariables } from "#lib/server/launch-variables.ts";
import { setRuntime } from "#lib/server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { testEnv } from "#tests/support/test-env.ts";
import { killAll } from "#tests/support/processes.ts";
import { type ScriptedTarget, startScriptedTarget } from "./scripted-target.ts";

/** A database, a target and a worker that many cases share. */
export interface Lab {
  database: TestDatabase;
  target: ScriptedTarget;
  /** How long a case may take to get where it should, when that is longer than with our own executor. */
  patienceMs?: number;
  /** SIGKILL to the worker, when it is a process of its own; resolves when another one is being started. */
  kill?(): Promise<void>;
  stop(): Promise<void>;
}

/** The worker is in this process. */
export async function startLab(): Promise<Lab> {
  const database = await createTestDatabase();
  const target = await startScriptedTarget();
  const worker = await startWorker(testEnv(database.url, { egressAllow: [target.address] }));
  return {
    database,
    target,
    async stop() {
      await worker.stop(5_000);
      await target.close();
      await database.drop();
    },
  };
}

const workerEntry = fileURLToPath(new URL("../../../lib/launch/worker.ts", import.meta.url));

/** The worker is a process of its own, which can be killed. */
export async function startKillLab(): Promise<Lab> {
  const database = await createTestDatabase();
  const target = await startScriptedTarget();
  const env = testEnv(database.url, { egressAllow: [target.address] });
  const log = pino({ level: "silent" });
  setRuntime({ env, pool: database.pool, driver: embeddedDriver(database.pool, log), log });
  let worker = start();

  function start(): ChildProcess {
    return spawn(process.execPath, [...process.execArgv, workerEntry], { env: { ...process.env, ...launchVariables(env) }, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  }

  async function end(): Promise<void> {
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    const ended = once(worker, "exit");
    if (worker.pid !== undefined) await killAll([worker.pid]);
    await ended;
  }

  return {
    database,
    target,
    async kill() {
      await end();
      worker = start();
    },
    async stop() {
      await end();
      await target.close();
      await database.drop();
    },
  };
}
