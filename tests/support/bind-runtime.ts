import { pino } from "pino";
import { embeddedDriver } from "#inngest/drivers.ts";
import type { LaunchEnv } from "#lib/launch/env.ts";
import { createPool } from "#lib/server/pool.ts";
import { setRuntime } from "#lib/server/runtime.ts";
import { testEnv } from "./test-env.ts";

/** The use cases over a database, with no worker: whoever calls them says what happens when. */
export function bindRuntime(url: string, changes: Partial<LaunchEnv> = {}): { end(): Promise<void> } {
  const env = testEnv(url, changes);
  const log = pino({ level: env.logLevel });
  const pool = createPool(url, log, 8);
  setRuntime({ env, pool, driver: embeddedDriver(pool, log), log });
  return pool;
}
