import { statfs } from "node:fs/promises";
import type { readHealth as contract } from "#lib/contracts/instance.schema.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { Context } from "#lib/server/context.ts";
import type { QueueHealth } from "#lib/server/engine/run-driver.ts";
import { runtime } from "#lib/server/runtime.ts";
import { readQueue } from "./read-queue.ts";
import { version } from "./version.ts";
import { withinMs } from "./within-ms.ts";

/** Whoever asks gives up after a few seconds, as a rule, and takes silence for death. */
const databaseMs = 1_500;
const diskMs = 500;
/** A due job older than this means that work piles up. */
const lateMs = 60_000;
const leastFreeBytes = 512 * 1024 * 1024;

/**
 * 200 as long as this process answers: starting it again would mend none of the reasons why an instance is degraded.
 * With `ready`, 503 while the database is unreachable, so that a balancer asks another web process.
 */
export async function readHealth(_context: Context, { ready }: { ready?: string | undefined }): Promise<Response> {
  const [state, full] = await Promise.all([readState(), isDiskFull()]);
  const { kind } = runtime().driver;
  const reasons = [...(state === null ? ["The database does not answer."] : state.queue === null ? [] : queueReasons(state.queue)), ...(full ? ["The disk of the data folder is nearly full."] : [])];
  const queue = state?.queue ?? null;
  const answer: AnswerOf<typeof contract> = {
    status: reasons.length === 0 ? "ok" : "degraded",
    reasons,
    version,
    database: state === null ? "unreachable" : "ok",
    executor: state === null ? null : { kind, workers: queue?.workers ?? 0, queued: queue?.queued ?? 0, running: queue?.running ?? 0, oldestDueMs: queue?.oldestDueMs ?? 0, ...(queue?.server ? { server: queue.server } : {}) },
  };
  const isRefused = ready !== undefined && state === null;
  return Response.json(answer, { status: isRefused ? 503 : 200, headers: isRefused ? { "retry-after": "5" } : {} });
}

/** null when the database is away. */
async function readState(): Promise<{ queue: QueueHealth | null } | null> {
  const { driver, log, pool } = runtime();
  try {
    if (driver.health === undefined) await withinMs(databaseMs, pool.query({ text: "select 1", query_timeout: databaseMs } as { text: string }));
    return { queue: await withinMs(databaseMs, readQueue()) };
  } catch (error) {
    log.warn({ err: error }, "health.database_unreachable");
    return null;
  }
}

function queueReasons({ workers, oldestDueMs, server }: QueueHealth): string[] {
  if (workers === 0) return ["No worker is running. Events are kept, and run as soon as one is back."];
  if (server && server.problem !== null) return [server.problem];
  return oldestDueMs > lateMs ? [`Work piles up: a job that was due more than ${lateMs / 1_000} s ago has not begun.`] : [];
}

/** The built-in database, and the keys, lie there; a folder that does not say is not full. */
async function isDiskFull(): Promise<boolean> {
  try {
    const { bavail, bsize } = await withinMs(diskMs, statfs(runtime().env.dataDir));
    return bavail * bsize < leastFreeBytes;
  } catch {
    return false;
  }
}
