import { randomBytes } from "node:crypto";
import { Inngest, type InngestFunction } from "inngest";
import type pg from "pg";
import { createApiFetch } from "#inngest/embedded/api-fetch.ts";
import type { Handler } from "#inngest/embedded/handler.ts";
import { createEngine, type Engine, type EngineOptions } from "#inngest/embedded/engine.ts";
import type { RunEnd } from "#inngest/embedded/end-run.ts";
import { enqueueRuns, type NewRun } from "#inngest/embedded/enqueue.ts";
import { createExecutor, type Executor, type ExecutorOptions } from "#inngest/embedded/executor.ts";
import { serveInProcess } from "#inngest/serve-in-process.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export type LabOptions = {
  functions: (client: Inngest) => InngestFunction.Any[];
  executor?: Partial<ExecutorOptions>;
  engine?: Partial<EngineOptions>;
  /** Another key than the executor's, for the client. */
  sdkSigningKey?: string;
  /** Wraps the SDK's handler, to watch or disturb calls. */
  intercept?: (handler: Handler) => Handler;
};

export type Lab = {
  engine: Engine;
  client: Inngest;
  executor: Executor;
  /** Adds runs of function `f` and starts them. */
  run(...runs: Partial<NewRun>[]): Promise<string[]>;
  /** How the run ended; waits for it. */
  ended(runId: string): Promise<RunEnd>;
};

export const appId = "lab";

/** The unchanged SDK and an executor on one database, with fast retries. The caller stops the executor. */
export async function createLab(pool: pg.Pool, options: LabOptions): Promise<Lab> {
  const signingKey = `signkey-prod-${randomBytes(32).toString("hex")}`;
  const engine = createEngine({ pool, signingKey, eventKey: "event-key", log: silent, ...options.engine });
  const client = new Inngest({
    id: appId,
    isDev: false,
    signingKey: options.sdkSigningKey ?? engine.signingKey,
    eventKey: engine.eventKey,
    baseUrl: "http://engine.internal",
    fetch: createApiFetch(engine),
    logger: silent,
  });
  const ends = new Map<string, PromiseWithResolvers<RunEnd>>();
  const end = (runId: string) => {
    const known = ends.get(runId) ?? Promise.withResolvers<RunEnd>();
    ends.set(runId, known);
    return known;
  };
  const onRunEnd = async (_client: pg.PoolClient, run: RunEnd) => end(run.runId).resolve(run);
  const handler: Handler = serveInProcess({ client, functions: options.functions(client) });
  const executor = createExecutor(engine, {
    handler: options.intercept?.(handler) ?? handler,
    instanceId: "lab-1",
    backoff: () => 10,
    pollMs: 50,
    onRunFailed: onRunEnd,
    onRunCompleted: onRunEnd,
    ...options.executor,
  });
  await executor.start();
  return {
    engine,
    client,
    executor,
    async run(...runs) {
      const added = (runs.length === 0 ? [{}] : runs).map((run) => labRun(run));
      await enqueueRuns(pool, added);
      executor.wake();
      return added.map(({ id }) => id);
    },
    ended: (runId) => end(runId).promise,
  };
}

export function labRun(run: Partial<NewRun> = {}): NewRun {
  const id = `run-${randomBytes(8).toString("hex")}`;
  return { id, functionId: `${appId}-f`, group: "one", event: { name: "lab/go", data: { n: 1 }, id: `event-${id}`, ts: Date.now() }, ...run };
}
