import { sql } from "drizzle-orm";
import type { readHealth as contract } from "#lib/contracts/instance.schema.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import { database } from "#lib/server/database.ts";
import type { QueueHealth } from "#lib/server/engine/run-driver.ts";
import { runtime } from "#lib/server/runtime.ts";
import { version } from "./version.ts";

const nothing: QueueHealth = { queued: 0, due: 0, running: 0, sleeping: 0, quarantined: 0, oldestDueMs: 0, workers: 0 };

/** The runs that wait and run, whatever executes them. */
export async function readQueue(): Promise<QueueHealth> {
  return (await runtime().driver.health?.()) ?? nothing;
}

/** Answers while the database is away too, and tells so. */
export async function readHealth(): Promise<AnswerOf<typeof contract>> {
  try {
    await database().execute(sql`select 1`);
    const { queued, running, oldestDueMs, workers, server } = await readQueue();
    const { kind } = runtime().driver;
    const idle = kind === "embedded" && workers === 0 && queued > 0;
    const apart = server !== undefined && server.problem !== null;
    return { status: idle || apart ? "degraded" : "ok", version, database: "ok", executor: { kind, workers, queued, running, oldestDueMs, ...(server ? { server } : {}) } };
  } catch (error) {
    runtime().log.warn({ err: error }, "health.database_unreachable");
    return { status: "degraded", version, database: "unreachable", executor: null };
  }
}
