import { createServer } from "node:http";
import { profileOnRequest } from "#tests/bench/profile-on-request.ts";
import { plantSources, type Plant } from "#tests/support/plant-source.ts";
import { installCrashPoint, type CrashPoint } from "./crash-point.ts";
import { shiftClock } from "./shift-clock.ts";

/** How a process of the system under test differs from the one that `npm start` starts. */
export interface LabSettings {
  /** `ingress` answers hooks as the web process does, without Next, which would take a second to be back; `web` also runs what callers wait for. */
  role: "worker" | "ingress" | "web";
  /** Of a worker: whether it takes what others died of, as `createExecutor` has it. */
  suspects?: "with" | "only" | "apart";
  port: number;
  plants: readonly Plant[];
  shiftMs: number;
}

/** Sent to a process that has loaded everything and waits. */
export interface Begin {
  crash: CrashPoint | null;
}

const { role, port, plants, shiftMs, suspects = "with" } = JSON.parse(process.env["FAULT_LAB"] ?? "{}") as LabSettings;
const checkPlants = plantSources(plants);
const prepare = { worker: prepareWorker, ingress: () => prepareIngress(false), web: () => prepareIngress(true) };
const { runChild } = await import("#lib/launch/run-child.ts");
const { readLaunchEnv } = await import("#lib/launch/env.ts");
const env = readLaunchEnv(process.env);
const start = await prepare[role]();
checkPlants();
process.on("disconnect", () => process.exit(1));
profileOnRequest();
process.on("message", ({ shift }: { shift?: { aheadMs: number; rate: number } }) => {
  if (!shift) return;
  shiftClock(shift.aheadMs, shift.rate);
  process.send?.({ type: "told" });
});
process.send?.({ type: "loaded" });
const { crash } = await new Promise<Begin>((resolve) => {
  const hear = (message: Partial<Begin>): void => {
    if (message.crash === undefined) return;
    process.off("message", hear);
    resolve({ crash: message.crash });
  };
  process.on("message", hear);
});
if (shiftMs !== 0) shiftClock(shiftMs);
if (crash) installCrashPoint(crash);
await runChild(start);

async function prepareWorker() {
  const { startWorker } = await import("#inngest/worker.ts");
  return () => startWorker(env, { suspects });
}

/** As `lib/launch/web.ts`, and `/cancel/<workspace>/<run>` for what a person does on a run's page. */
async function prepareIngress(answers: boolean) {
  const { handleHook, hookPrefix } = await import("#lib/server/hooks/hook-listener.ts");
  const { handleStatus } = await import("#lib/server/answers/status-listener.ts");
  const { statusPrefix } = await import("#lib/server/answers/status-link.ts");
  const { keepClock } = await import("#lib/server/clock.ts");
  const { driveHere } = await import("#inngest/drive-here.ts");
  const { embeddedDriver } = await import("#inngest/drivers.ts");
  const { drainServer } = await import("#lib/launch/drain-server.ts");
  const { createLog } = await import("#lib/server/log.ts");
  const { createPool } = await import("#lib/server/pool.ts");
  const { setRuntime } = await import("#lib/server/runtime.ts");
  const { endCancelled } = await import("#lib/server/runs/cancel-run.ts");
  const { transaction } = await import("#lib/server/transaction.ts");
  return async () => {
    const log = createLog(env.logLevel, "web");
    const pool = createPool(env.databaseUrl, log, 16);
    if (answers) await keepClock(pool, log);
    const runsHere = answers ? await driveHere({ env, pool, driver: embeddedDriver(pool, log), log }) : null;
    const driver = runsHere?.driver ?? embeddedDriver(pool, log);
    setRuntime({ env, pool, driver, log });
    const server = createServer((request, response) => {
      if (request.url?.startsWith(hookPrefix)) return void handleHook(request, response);
      if (request.url?.startsWith(statusPrefix)) return void handleStatus(request, response);
      const [, , workspace = "", run = ""] = request.url?.split("/") ?? [];
      transaction((client) => endCancelled(client, workspace, run, "Cancelled by a fault test.")).then(
        (count) => {
          driver.wake();
          response.end(String(count));
        },
        () => response.writeHead(503).end(),
      );
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    return {
      async stop(deadlineMs: number) {
        await drainServer(server, Math.min(deadlineMs, 10_000));
        await runsHere?.stop(5_000);
        await pool.end();
      },
    };
  };
}
