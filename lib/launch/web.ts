import { createServer } from "node:http";
import { join } from "node:path";
import next from "next";
import { driveHere } from "#inngest/drive-here.ts";
import { createDriver } from "#inngest/drivers.ts";
import { workerSocket } from "#inngest/server/worker-socket.ts";
import { boot } from "#lib/server/boot.ts";
import { formPrefix, handleForm } from "#lib/server/forms/form-listener.ts";
import { handleStatus } from "#lib/server/answers/status-listener.ts";
import { statusPrefix } from "#lib/server/answers/status-link.ts";
import { keepClock } from "#lib/server/clock.ts";
import { previewSandbox } from "#lib/server/flows/preview-sandbox.ts";
import { callFlow, flowApiPrefix } from "#lib/server/hooks/call-flow.ts";
import { handleHook, hookPrefix } from "#lib/server/hooks/hook-listener.ts";
import { createLog } from "#lib/server/log.ts";
import { watchEventLoop } from "#lib/server/metrics/event-loop.ts";
import { createPool } from "#lib/server/pool.ts";
import { endStreams } from "#lib/server/runs/run-hub.ts";
import { startSamples } from "#lib/server/sample-systems/start-samples.ts";
import { handlePicture, isPicture } from "#lib/server/templates/picture-listener.ts";
import { setRuntime } from "#lib/server/runtime.ts";
import { dressRequest } from "#lib/server/http/dress-request.ts";
import { drainServer } from "./drain-server.ts";
import { readLaunchEnv } from "./env.ts";
import { forwardInngest, isInngestCall } from "./forward-inngest.ts";
import { runChild } from "./run-child.ts";

/** The web process: one server that answers hooks, forms and pictures itself, runs the flows whose callers wait, passes the calls of an Inngest server on, and gives everything else to Next. */
await runChild(async () => {
  // The SDK reads every variable at every call; from the real environment that is a fifth of a run's CPU.
  process.env = { ...process.env };
  const env = readLaunchEnv(process.env);
  const log = createLog(env.logLevel, "web");
  const pool = createPool(env.databaseUrl, log, 16);
  const sandbox = previewSandbox(log);
  const databaseClock = await keepClock(pool, log);
  const runsHere = await driveHere({ env, pool, driver: createDriver(env.inngest, pool, log), log });
  setRuntime({ env, pool, driver: runsHere.driver, log, sandbox });
  watchEventLoop();
  const { setupUrl } = await boot();
  const samples = startSamples();

  const app = next({ dev: env.dev, dir: join(import.meta.dirname, "../.."), hostname: env.host, port: env.port });
  await app.prepare();
  const handle = app.getRequestHandler();
  const worker = env.inngest.mode === "embedded" ? null : workerSocket(env.dataDir);
  const server = createServer((request, response) => {
    if (request.url?.startsWith(hookPrefix)) return void handleHook(request, response);
    if (request.url?.startsWith(flowApiPrefix)) return void handleHook(request, response, callFlow, flowApiPrefix);
    if (request.url?.startsWith(statusPrefix)) return void handleStatus(request, response);
    if (request.url?.startsWith(formPrefix)) return void handleForm(request, response);
    if (isPicture(request.url)) return void handlePicture(request, response);
    if (isInngestCall(request)) return void forwardInngest(request, response, worker);
    dressRequest(request, response);
    handle(request, response).catch((err: unknown) => {
      log.error({ err }, "web.request-failed");
      response.destroy();
    });
  });
  // Slow senders hold a socket no longer than this; a whole request has 60 s.
  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(env.port, env.host, resolve);
  });
  return {
    ...(setupUrl === null ? {} : { setupUrl }),
    async stop(deadlineMs) {
      endStreams();
      await samples.stop();
      await drainServer(server, Math.min(deadlineMs, 10_000));
      await runsHere.stop(5_000);
      databaseClock.stop();
      await sandbox.stop();
      await pool.end();
    },
  };
});
