import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, pgSchema, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** The embedded executor's own tables. Only `inngest/embedded` reads or writes them; no other table refers to them. */
export const engine = pgSchema("engine");

/** Every claim takes the next number, so a number names one delivery for ever, even when a job's key is used again. */
export const engineFence = engine.sequence("fence");

/** A function run in progress; a completed one is deleted, a failed one stays for the retention time. */
export const engineRuns = engine.table(
  "runs",
  {
    id: text("id").primaryKey(),
    functionId: text("function_id").notNull(),
    groupId: text("group_id").notNull(),
    /** Canonical JSON text: it is spliced into the signed request body as it is. */
    event: text("event").notNull(),
    status: text("status").notNull().default("running"),
    requestVersion: smallint("request_version").notNull().default(-1),
    /** How many results are memoised: the length of the stack. */
    memoised: integer("memoised").notNull().default(0),
    /** Jobs of the current parallel wave that have no result yet. */
    pending: integer("pending").notNull().default(0),
    /** Set when somebody woke the run while it was not waiting: the next wait is over at once. */
    woken: boolean("woken").notNull().default(false),
    stateBytes: bigint("state_bytes", { mode: "number" }).notNull().default(0),
    error: text("error"),
    createdAt: instant("created_at").notNull().default(sql`clock_timestamp()`),
    endedAt: instant("ended_at"),
  },
  (table) => [index("engine_runs_ended").on(table.endedAt).where(sql`ended_at IS NOT NULL`)],
);

/** Results by hashed step id; `place` is the order of completion, which the SDK replays. */
export const engineSteps = engine.table(
  "steps",
  {
    runId: text("run_id").notNull(),
    id: text("id").notNull(),
    place: integer("place").notNull(),
    /** Canonical JSON text: `{"data":…}`, `{"error":…}` or `null` for a sleep. */
    memo: text("memo").notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.id] })],
);

/** What is to be called next, and when; a row is leased while a worker holds it and deleted with its outcome. */
export const engineJobs = engine.table(
  "jobs",
  {
    runId: text("run_id").notNull(),
    key: text("key").notNull(),
    groupId: text("group_id").notNull(),
    kind: text("kind").notNull(),
    stepId: text("step_id"),
    dueAt: instant("due_at").notNull().default(sql`clock_timestamp()`),
    attempt: integer("attempt").notNull().default(0),
    crashes: integer("crashes").notNull().default(0),
    fence: bigint("fence", { mode: "number" }).notNull().default(0),
    leasedBy: text("leased_by"),
    leaseUntil: instant("lease_until"),
    stackAt: integer("stack_at").notNull().default(0),
    /** Member of a wave of several: sent as `disable_immediate_execution`. */
    parallel: boolean("parallel").notNull().default(false),
    /** A discovery follows as soon as this job has a result, without waiting for its wave. */
    race: boolean("race").notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.key] }),
    index("engine_jobs_ready").on(table.groupId, table.dueAt).where(sql`leased_by IS NULL AND crashes < 2`),
    index("engine_jobs_suspect").on(table.crashes, table.dueAt).where(sql`leased_by IS NULL AND crashes >= 2`),
    index("engine_jobs_leased").on(table.leasedBy).where(sql`leased_by IS NOT NULL`),
  ],
);

/** Which event has started which function, so that an event sent twice starts it once. */
export const engineStarts = engine.table(
  "starts",
  {
    functionId: text("function_id").notNull(),
    eventId: text("event_id").notNull(),
    at: instant("at").notNull().default(sql`clock_timestamp()`),
  },
  (table) => [primaryKey({ columns: [table.functionId, table.eventId] })],
);

/** One row per executor process life; `instanceId` stays the same over restarts of the same process slot. */
export const engineWorkers = engine.table("workers", {
  id: text("id").primaryKey(),
  instanceId: text("instance_id").notNull(),
  /** Of the software that runs there. */
  version: text("version"),
  /** Whether it takes what is due; false where only callers' own requests are run. */
  claims: boolean("claims").notNull().default(true),
  startedAt: instant("started_at").notNull().default(sql`clock_timestamp()`),
  seenAt: instant("seen_at").notNull().default(sql`clock_timestamp()`),
});

/** What is counted for ever: a row each time, summed up by `prune`; no row is changed, so nobody waits for another. */
export const engineTallies = engine.table("tallies", {
  name: text("name").notNull(),
  amount: bigint("amount", { mode: "number" }).notNull(),
});
