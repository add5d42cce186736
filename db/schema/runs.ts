import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { RunError } from "#lib/flow/run-error.ts";
import { bytes, instant } from "./columns.ts";

/** Inputs, outputs and bodies, by hash of their content within a workspace; every other table holds the hash. */
export const payloads = pgTable(
  "payloads",
  {
    workspaceId: text("workspace_id").notNull(),
    hash: text("hash").notNull(),
    /** `json` as it is, `gzip` compressed. */
    codec: text("codec", { enum: ["json", "gzip"] }).notNull(),
    /** Bytes before compression. */
    size: integer("size").notNull(),
    body: bytes("body").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.hash] })],
);

export const events = pgTable(
  "events",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text("id").notNull(),
    /** `api`, or `hook:<flow>`: ids dedupe within it (SEMANTICS event-3). */
    source: text("source").notNull(),
    name: text("name").notNull(),
    dedupeId: text("dedupe_id"),
    payload: text("payload").notNull(),
    receivedAt: instant("received_at").notNull().defaultNow(),
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
    status: text("status", { enum: ["held", "admitted", "started", "expired"] }).notNull(),
    runId: text("run_id"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    uniqueIndex("deliveries_once").on(table.workspaceId, table.eventId, table.flowId, table.round),
    index("deliveries_held").on(table.workspaceId, table.flowId, table.id).where(sql`${table.status} = 'held'`),
  ],
);

export const runs = pgTable(
  "runs",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text("id").notNull(),
    flowId: text("flow_id").notNull(),
    version: integer("version").notNull(),
    pattern: text("pattern", { enum: ["event", "sync", "batch", "cdc"] }).notNull(),
    status: text("status", { enum: ["queued", "running", "waiting", "succeeded", "failed", "cancelled"] }).notNull(),
    /** Effect keys are minted from it; a replay inherits it (SEMANTICS step-4). */
    origin: text("origin").notNull(),
    /** Raised by whoever takes the run over; only the newest holder may write (SEMANTICS step-8). */
    fence: integer("fence").notNull().default(0),
    eventId: text("event_id"),
    input: text("input"),
    error: jsonb("error").$type<RunError>(),
    handledErrors: integer("handled_errors").notNull().default(0),
    createdAt: instant("created_at").notNull().defaultNow(),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    index("runs_flow").on(table.workspaceId, table.flowId, table.id),
    index("runs_event").on(table.workspaceId, table.eventId),
    index("runs_status").on(table.workspaceId, table.status, table.id),
    index("runs_unfinished").on(table.workspaceId, table.flowId).where(sql`${table.finishedAt} is null`),
  ],
);

export const stepRuns = pgTable(
  "step_runs",
  {
    workspaceId: text("workspace_id").notNull(),
    runId: text("run_id").notNull(),
    nodeId: text("node_id").notNull(),
    status: text("status", { enum: ["running", "waiting", "succeeded", "failed", "skipped", "cancelled"] }).notNull(),
    port: text("port"),
    input: text("input"),
    output: text("output"),
    error: jsonb("error").$type<RunError>(),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.runId, table.nodeId] })],
);

export const attempts = pgTable(
  "attempts",
  {
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
  (table) => [primaryKey({ columns: [table.workspaceId, table.runId, table.nodeId, table.number] })],
);
