import type { Pool } from "pg";
import type { Wake } from "./plan-outcome.ts";
import type { RegisteredFunction } from "./registration.ts";

/** The part of a pino logger that the engine uses. */
export type EngineLog = {
  debug(fields: object, event: string): void;
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
};

export type EngineOptions = {
  /** Needs no settings; the engine bounds each of its statements itself. One connection is kept for the executor's life. */
  pool: Pool;
  /** `signkey-<env>-<hex>`; the same one is given to the Inngest client. */
  signingKey: string;
  eventKey: string;
  log: EngineLog;
  /** Bytes of memoised results above which the SDK fetches them by the API instead of finding them in the call. */
  inlineStateBytes?: number;
  /** Bytes of one step's result above which it is refused. */
  maxStepBytes?: number;
  /** The wait that `wakeRuns` ends; without it every wait for an event is refused. */
  wakeBy?: Wake;
};

/** What the executor and the API that the SDK calls share within one process. */
export type Engine = Required<Omit<EngineOptions, "wakeBy">> & Pick<EngineOptions, "wakeBy"> & {
  functions: Map<string, RegisteredFunction>;
  /** Called after work was added in this process; the executor replaces it when it starts. */
  wake: () => void;
};

const mebibyte = 1024 * 1024;

export function createEngine(options: EngineOptions): Engine {
  guard(options.pool);
  return { inlineStateBytes: 4 * mebibyte, maxStepBytes: 4 * mebibyte, ...options, functions: new Map(), wake: () => undefined };
}

const guarded = new WeakSet<Pool>();

/** pg hands a connection over a moment before its new owner can listen: cut just then, its error would end the process. */
function guard(pool: Pool): void {
  if (guarded.has(pool)) return;
  guarded.add(pool);
  pool.on("connect", (client) => client.on("error", () => undefined));
}
