import type { Logger } from "pino";
import type { Pool } from "pg";
import { present } from "#lib/assert.ts";
import type { LaunchEnv } from "#lib/launch/env.ts";
import type { Sandbox } from "#lib/sandbox/sandbox.ts";
import type { RunDriver } from "./engine/run-driver.ts";

/** What one process holds once: filled by the process's entry, read by native code and by code bundled for the web alike. */
export interface Runtime {
  env: LaunchEnv;
  pool: Pool;
  driver: RunDriver;
  log: Logger;
  /** Of the web process: evaluates what somebody looks at while editing. Absent where nobody edits. */
  sandbox?: Sandbox;
}

const slot = Symbol.for("millrace.runtime");

type Holder = { [slot]?: Runtime };

export function setRuntime(runtime: Runtime): void {
  (globalThis as Holder)[slot] = runtime;
}

/** @throws when the process's entry has not filled the slot: a defect, never bad input. */
export function runtime(): Runtime {
  return present((globalThis as Holder)[slot], "the runtime of this process");
}
