import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { driveHere } from "#inngest/drive-here.ts";
import { embeddedDriver } from "#inngest/drivers.ts";
import { startWorker } from "#inngest/worker.ts";
import type { ChildMessage } from "#lib/launch/child-message.ts";
import { launchVariables } from "#lib/server/launch-variables.ts";
import { runtime, setRuntime } from "#lib/server/runtime.ts";
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
  const here = await driveHere(runtime());
  setRuntime({ ...runtime(), driver: here.driver });
  return {
    database,
    target,
    async stop() {
      await here.stop(1_000);
      await worker.stop(5_000);
      await target.close();
      await database.drop();
    },
  };
}

const entryOf = (name: string): string => fileURLToPath(new URL(`../../../lib/launch/${name}.ts`, import.meta.url));

/** The worker is a process of its own, which can be killed; as under the launcher there is one apart for what it died of twice. */
export async function startKillLab(): Promise<Lab> {
  const database = await createTestDatabase();
  const target = await startScriptedTarget();
  const env = testEnv(database.url, { egressAllow: [target.address] });
  const log = pino({ level: "silent" });
  setRuntime({ env, pool: database.pool, driver: embeddedDriver(database.pool, log), log });
  let apart: ChildProcess | null = null;
  let worker = startMain();

  function start(name: string): ChildProcess {
    return spawn(process.execPath, [...process.execArgv, entryOf(name)], { env: { ...process.env, ...launchVariables(env) }, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  }

  function startMain(): ChildProcess {
    const begun = start("worker");
    begun.on("message", (message: ChildMessage) => {
      if (message.type === "suspects") apart ??= start("apart-worker");
    });
    return begun;
  }

  async function end(child: ChildProcess | null): Promise<void> {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    if (child.pid !== undefined) await killAll([child.pid]);
    await ended;
  }

  return {
    database,
    target,
    async kill() {
      const wasApart = apart !== null;
      await Promise.all([end(worker), end(apart)]);
      worker = startMain();
      apart = wasApart ? start("apart-worker") : null;
    },
    async stop() {
      await Promise.all([end(worker), end(apart)]);
      await target.close();
      await database.drop();
    },
  };
}
