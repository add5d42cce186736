import { createDriver } from "#inngest/drivers.ts";
import { createRegions } from "#lib/pipeline/regions.ts";
import { serveRegions } from "#lib/pipeline/serve-regions.ts";
import { createSandbox } from "#lib/sandbox/sandbox.ts";
import { clock, keepClock } from "#lib/server/clock.ts";
import { isExplained, toRunError } from "#lib/server/engine/describe-error.ts";
import { createLog } from "#lib/server/log.ts";
import { createPool } from "#lib/server/pool.ts";
import { callFlow } from "#lib/server/regions/call-flow.ts";
import { createRegionStores } from "#lib/server/regions/create-region-stores.ts";
import { openAccess } from "#lib/server/regions/open-access.ts";
import { takeOverSource } from "#lib/server/regions/take-over-source.ts";
import { setRuntime } from "#lib/server/runtime.ts";
import { readLaunchEnv } from "./env.ts";
import { runChild } from "./run-child.ts";

/** The pipeline process: records regions, for the worker that forked it. */
await runChild(async () => {
  const env = readLaunchEnv(process.env);
  const log = createLog(env.logLevel, "pipeline");
  const pool = createPool(env.databaseUrl, log, 8);
  setRuntime({ env, pool, driver: createDriver(env.inngest, pool, log), log });
  const databaseClock = await keepClock(pool, log);
  const sandbox = createSandbox({ log });
  const regions = createRegions({
    stores: createRegionStores(pool, takeOverSource), sandbox, open: openAccess, callFlow, describe: toRunError, isExplained, now: clock.now,
    onFault: (err, where) => log.error({ err, ...where }, "region.step-fault"),
  });
  const served = serveRegions(regions, process, (err, runId) => log.error({ err, runId }, "region.fault"));
  return {
    async stop() {
      databaseClock.stop();
      await served.stop();
      await sandbox.stop();
      await pool.end();
    },
  };
});
