import { sql } from "drizzle-orm";
import { bigserial, boolean, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Path } from "#lib/flow/document.schema.ts";
import type { NodeCounts } from "#lib/flow/region-counts.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import { bytes, instant } from "./columns.ts";

/**
 * Of what belongs to a run: when it goes (lib/server/retention/bucket.ts). `payloads`, `step_runs` and `attempts` have a
 * partition a bucket, which is dropped as a whole; 0 is for what is no run's, and for runs from before there were buckets.
 */
const bucket = () => integer("bucket").notNull().default(0);

/** Inputs, outputs and bodies, by hash of their content within a workspace and bucket; every other table holds the hash. */
export const payloads = pgTable(
  "payloads",
  {
    workspaceId: text("workspace_id").notNull(),
    hash: text("hash").notNull(),
    /** `json` as it is, `gzip` compressed. */
    codec: text("codec", { enum: ["json", "gzip"] }).notNull(),
    /** Bytes before compression. */
    size: integer("size").notNull(),
    bucket: bucket(),
    body: bytes("body").notNull(),
    /** In bucket 0: of the last time it was written, give or take twelve hours (the trigger `touch_payload`). */
    createdAt: instant("created_at"),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.hash, table.bucket] })],
);

export const events = pgTable(
  "events",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text("id").notNull(),
    /** `api`, `hook:<flow>`, `flow:<flow>` or `poll:<flow>`: ids dedupe within it (SEMANTICS event-3). */
    source: text("source").notNull(),
    name: text("name").notNull(),
    dedupeId: text("dedupe_id"),
    payload: text("payload").notNull(),
    receivedAt: instant("received_at").notNull().defaultNow(),
    /** How many events published by runs came before it, each by a run that the one before started (SEMANTICS graph-7). */
    hops: smallint("hops").notNull().default(0),
    /** The run that published it. */
    publisher: text("publisher"),
    /** Where its own copy of the payload is. */
    bucket: bucket(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    index("events_name").on(table.workspaceId, table.name, table.id),
    uniqueIndex("events_dedupe").on(table.workspaceId, table.source, table.dedupeId).where(sql`${table.dedupeId} is not null`),
  ],
);

export const deliveries = pgTable(
  "deliveries",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text("id").notNull(),
    eventId: text("event_id").notNull(),
    flowId: text("flow_id").notNull(),
    /** 0 is live; a replay or redrive adds one (SEMANTICS event-1). */
    round: integer("round").notNull(),
    status: text("status", { enum: ["held", "admitted", "started", "expired", "refused"] }).notNull(),
    runId: text("run_id"),
    /** How its run took it when not alone: one of a list, or put aside for a later one of its key. */
    taken: text("taken", { enum: ["listed", "replaced"] }),
    /** Whose effects count as done, when it is delivered again (SEMANTICS step-4); null: its run begins anew. */
    origin: text("origin"),
    /** Why it was refused: the filter could not be evaluated. */
    problem: text("problem"),
    /** When it began a run, in flows that may start so many a time only. */
    admittedAt: instant("admitted_at"),
    /** What the flow's limit counts by; empty without one (event-1). */
    key: text("key").notNull().default(""),
    /** The order of arrival. */
    seq: bigserial("seq", { mode: "number" }),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** Where its copy of the event's payload is, and its run will be. */
    bucket: bucket(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    uniqueIndex("deliveries_once").on(table.workspaceId, table.eventId, table.flowId, table.round),
    index("deliveries_held").on(table.workspaceId, table.flowId, table.seq).where(sql`${table.status} = 'held'`),
    index("deliveries_listed").on(table.workspaceId, table.runId).where(sql`${table.taken} = 'listed'`),
    index("deliveries_paced").on(table.workspaceId, table.flowId, table.key, table.admittedAt).where(sql`${table.admittedAt} is not null`),
    index("deliveries_keyed").on(table.workspaceId, table.flowId, table.key, table.seq).where(sql`${table.status} = 'held'`),
  ],
);

export const runs = pgTable(
  "runs",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text("id").notNull(),
    flowId: text("flow_id").notNull(),
    /** The version it pins; null for a test-run, which pins a snapshot of the draft (SEMANTICS step-7). */
    version: integer("version"),
    /** The snapshot's document, as a payload. */
    snapshot: text("snapshot"),
    kind: text("kind", { enum: ["live", "test"] }).notNull().default("live"),
    /** For a test-run: what it does and leaves out, as a payload. */
    options: text("options"),
    /** Who or what started it: `event`, `schedule`, `alert`, `call` (a caller waits), `detached`, or an actor such as `user:usr_…`. */
    startedBy: text("started_by").notNull().default("event"),
    pattern: text("pattern", { enum: ["event", "sync", "batch", "cdc"] }).notNull(),
    status: text("status", { enum: ["queued", "running", "waiting", "succeeded", "failed", "cancelled"] }).notNull(),
    /** Effect keys are minted from it; a replay inherits it (SEMANTICS step-4). */
    origin: text("origin").notNull(),
    /** Raised by whoever takes the run over; only the newest holder may write (SEMANTICS step-8). */
    fence: integer("fence").notNull().default(0),
    eventId: text("event_id"),
    /** The run and step that called it, and how deep the calls go (SEMANTICS graph-7). */
    parentRunId: text("parent_run_id"),
    parentNodeId: text("parent_node_id"),
    depth: smallint("depth").notNull().default(0),
    /** The run it replays (SEMANTICS step-9). */
    replayOf: text("replay_of"),
    /** What its first `respond` gave, as a payload. */
    response: text("response"),
    /** Why a `stop` ended it. */
    reason: text("reason"),
    /** Counts what happened from outside while it ran (an event, a decision, a child's end): a holder looks again when it moved. */
    signals: integer("signals").notNull().default(0),
    /** Which function run of the executor goes on with it (SEMANTICS region-6). */
    part: smallint("part").notNull().default(1),
    /** What its flow's limit counts it by; null without a limit. */
    limitKey: text("limit_key"),
    /** What a failure has in common with others of its flow (lib/server/runs/failure-fingerprint.ts); null unless it failed. */
    fingerprint: text("fingerprint"),
    /** The newest run that replays it: then it is nothing that is left to be put right. */
    replayedBy: text("replayed_by"),
    /** The redrive that made it. */
    redriveId: text("redrive_id"),
    /** Business keys by name, such as the order's number; searched in `run_keys`. */
    keys: jsonb("keys").$type<Record<string, string>>(),
    /** What people put on it; searched in `run_keys` under an empty name. */
    tags: text("tags").array(),
    /** It failed, and the next of its key may start all the same (SEMANTICS event-2). */
    passed: boolean("passed").notNull().default(false),
    input: text("input"),
    error: jsonb("error").$type<RunError>(),
    handledErrors: integer("handled_errors").notNull().default(0),
    createdAt: instant("created_at").notNull().defaultNow(),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
    /** When its caller, who waits, is told to come back for the answer; null when nobody waits (SEMANTICS sync-2). */
    answerBy: instant("answer_by"),
    /** When its first `respond` was stored. */
    answeredAt: instant("answered_at"),
    bucket: bucket(),
    /** Bytes of its payloads as they are stored; one that it shares with another run counts for both. */
    bytes: integer("bytes").notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    index("runs_bucket").on(table.bucket),
    index("runs_origin").on(table.workspaceId, table.origin).where(sql`${table.replayOf} is not null`),
    index("runs_flow").on(table.workspaceId, table.flowId, table.id),
    // Not for runs without an event: on a table without statistics it must not pass for a way to find a run by its id.
    index("runs_event").on(table.workspaceId, table.eventId).where(sql`${table.eventId} is not null`),
    index("runs_status").on(table.workspaceId, table.status, table.id),
    index("runs_limited").on(table.workspaceId, table.flowId, table.limitKey, table.id).where(sql`${table.limitKey} is not null`),
    index("runs_failures").on(table.workspaceId, table.flowId, table.fingerprint, table.id).where(sql`${table.fingerprint} is not null`),
    index("runs_redriven").on(table.workspaceId, table.redriveId).where(sql`${table.redriveId} is not null`),
    // Whoever asks for slow ones asks for few; short ones are found on the way from the newest.
    index("runs_slow").on(table.workspaceId, table.id).where(sql`finished_at - started_at >= interval '10 seconds'`),
    index("runs_parent").on(table.workspaceId, table.parentRunId).where(sql`${table.parentRunId} is not null`),
    // Runs of flows that keep no data, until it is dropped (lib/server/retention/bucket.ts, class 0).
    index("runs_with_data").on(table.workspaceId, table.id).where(sql`${table.bucket} between 1 and 999999 and ${table.input} is not null`),
    index("runs_unfinished").on(table.workspaceId, table.flowId).where(sql`${table.finishedAt} is null`),
  ],
);

/** Requests that came with an `Idempotency-Key`: the same again gets the same answer for a day (SEMANTICS sync-3). */
export const answerKeys = pgTable(
  "answer_keys",
  {
    workspaceId: text("workspace_id").notNull(),
    flowId: text("flow_id").notNull(),
    /** The hash of the caller's key. */
    key: text("key").notNull(),
    /** The hash of what was sent with it. */
    sent: text("sent").notNull(),
    eventId: text("event_id").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.flowId, table.key] }), index("answer_keys_age").on(table.createdAt)],
);

/** Business keys of runs, by value: a person searches for an order's number without knowing what it is called here. */
export const runKeys = pgTable(
  "run_keys",
  {
    workspaceId: text("workspace_id").notNull(),
    value: text("value").notNull(),
    runId: text("run_id").notNull(),
    name: text("name").notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.value, table.runId, table.name] }), index("run_keys_run").on(table.workspaceId, table.runId)],
);

export const stepRuns = pgTable(
  "step_runs",
  {
    bucket: bucket(),
    workspaceId: text("workspace_id").notNull(),
    runId: text("run_id").notNull(),
    nodeId: text("node_id").notNull(),
    status: text("status", { enum: ["running", "waiting", "succeeded", "failed", "skipped", "cancelled"] }).notNull(),
    port: text("port"),
    input: text("input"),
    output: text("output"),
    error: jsonb("error").$type<RunError>(),
    /** Taken from the run that is replayed; a stand-in in a test-run, or made from one; arrived at a merge that had fired. */
    reused: boolean("reused").notNull().default(false),
    simulated: boolean("simulated").notNull().default(false),
    late: boolean("late").notNull().default(false),
    /** When a wait ends by itself. */
    dueAt: instant("due_at"),
    childRunId: text("child_run_id"),
    /** What its code logged, as a payload. */
    logs: text("logs"),
    /** In a region: records in, out, filtered, rejected, written (SEMANTICS region-9). */
    counts: jsonb("counts").$type<NodeCounts>(),
    /** In a test-run: which parts of its output are simulated, and, as a payload, what was not written. */
    taint: jsonb("taint").$type<Path[]>(),
    planned: text("planned"),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.runId, table.nodeId, table.bucket] })],
);

/** What a run waits for from outside, matched in the transaction that brings it (SEMANTICS event-4, step-5). */
export const waits = pgTable(
  "waits",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text("id").notNull(),
    runId: text("run_id").notNull(),
    nodeId: text("node_id").notNull(),
    /** `effect`: whether an effect of unknown outcome is to be done again. */
    kind: text("kind", { enum: ["event", "approval", "effect"] }).notNull(),
    /** An event's name, or the question. */
    name: text("name").notNull(),
    /** The path in the event's data, and the hash of what has to be there; null for any event of the name. */
    path: text("path"),
    match: text("match"),
    status: text("status", { enum: ["open", "resolved", "expired", "cancelled"] }).notNull(),
    /** What is shown with the question, and what came, as payloads. */
    details: text("details"),
    /** Of an approval: message, form, words and who may decide, as a payload; and the hash of its link's token. */
    ask: text("ask"),
    tokenHash: text("token_hash"),
    result: text("result"),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at"),
    resolvedAt: instant("resolved_at"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    index("waits_run").on(table.workspaceId, table.runId, table.nodeId),
    uniqueIndex("waits_token").on(table.tokenHash).where(sql`${table.tokenHash} is not null`),
    index("waits_asked").on(table.workspaceId, table.id).where(sql`${table.status} = 'open' and ${table.kind} = 'approval'`),
    index("waits_open").on(table.workspaceId, table.name).where(sql`${table.status} = 'open' and ${table.kind} = 'event'`),
  ],
);

/** What left for the outside, by its key (SEMANTICS step-4, step-5). Test-runs are not in it. */
export const effects = pgTable(
  "effects",
  {
    workspaceId: text("workspace_id").notNull(),
    key: text("key").notNull(),
    runId: text("run_id").notNull(),
    nodeId: text("node_id").notNull(),
    /** In a region, the record's key; empty outside. */
    recordKey: text("record_key").notNull().default(""),
    status: text("status", { enum: ["sent", "confirmed", "refused", "unknown"] }).notNull(),
    /** What it gave, as a payload; a skipped effect yields it again. */
    result: text("result"),
    sentAt: instant("sent_at").notNull().defaultNow(),
    settledAt: instant("settled_at"),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.key] }), index("effects_run").on(table.workspaceId, table.runId, table.nodeId)],
);

export const attempts = pgTable(
  "attempts",
  {
    bucket: bucket(),
    workspaceId: text("workspace_id").notNull(),
    runId: text("run_id").notNull(),
    nodeId: text("node_id").notNull(),
    number: integer("number").notNull(),
    status: text("status", { enum: ["running", "succeeded", "failed", "abandoned"] }).notNull(),
    error: jsonb("error").$type<RunError>(),
    /** What was sent and what came back, as a payload. */
    exchange: text("exchange"),
    startedAt: instant("started_at").notNull().defaultNow(),
    finishedAt: instant("finished_at"),
    /** When the next attempt is due, after a failed one. */
    nextAt: instant("next_at"),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.runId, table.nodeId, table.number, table.bucket] })],
);
