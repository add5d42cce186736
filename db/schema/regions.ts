import { bigserial, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { NodeCounts } from "#lib/flow/region-counts.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Json } from "#lib/json.ts";
import { bytes, instant } from "./columns.ts";

/** Where a source goes on in its next run (SEMANTICS region-8): by flow, source and what the source reads. */
export const sourceCursors = pgTable(
  "source_cursors",
  {
    workspaceId: text("workspace_id").notNull(),
    flowId: text("flow_id").notNull(),
    nodeId: text("node_id").notNull(),
    /** Hash of what is read: another table, query or URL is another source. */
    identity: text("identity").notNull(),
    cursor: jsonb("cursor").$type<Json>(),
    /** The run that reads now; a second one waits, skips or takes over. */
    heldBy: text("held_by"),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.flowId, table.nodeId, table.identity] })],
);

/** How far a region of a run has come; written with each chunk, never ahead of its sinks (SEMANTICS region-4). */
export const regionStates = pgTable(
  "region_states",
  {
    workspaceId: text("workspace_id").notNull(),
    runId: text("run_id").notNull(),
    /** The source. */
    nodeId: text("node_id").notNull(),
    status: text("status", { enum: ["running", "succeeded", "failed"] }).notNull(),
    identity: text("identity").notNull(),
    /** After the last committed chunk. */
    cursor: jsonb("cursor").$type<Json>(),
    /** Number of the last committed chunk; 0 before the first. */
    chunk: integer("chunk").notNull().default(0),
    /** The chunk that is under way: how many pages it has, so that a restart makes the same chunk again. */
    planned: integer("planned"),
    counts: jsonb("counts").$type<{ [node: string]: NodeCounts }>().notNull(),
    /** Ten records a node (region-9), as JSON text: jsonb cannot hold every text a record may have. */
    samples: text("samples").notNull(),
    /** Of a test-run, as JSON text: what its members did not write. */
    writes: text("writes"),
    /** Failed tries of the chunk under way, and when the next is due. */
    failures: integer("failures").notNull().default(0),
    retryAt: instant("retry_at"),
    error: jsonb("error").$type<RunError>(),
    startedAt: instant("started_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.runId, table.nodeId] })],
);

export const regionChunks = pgTable(
  "region_chunks",
  {
    workspaceId: text("workspace_id").notNull(),
    runId: text("run_id").notNull(),
    nodeId: text("node_id").notNull(),
    number: integer("number").notNull(),
    counts: jsonb("counts").$type<{ [node: string]: NodeCounts }>().notNull(),
    durationMs: integer("duration_ms").notNull(),
    committedAt: instant("committed_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.runId, table.nodeId, table.number] })],
);

/** Every record that was rejected, with the reason (SEMANTICS region-5). */
export const regionRejects = pgTable(
  "region_rejects",
  {
    workspaceId: text("workspace_id").notNull(),
    seq: bigserial("seq", { mode: "number" }),
    runId: text("run_id").notNull(),
    /** The source, and the node that refused the record. */
    nodeId: text("node_id").notNull(),
    atNode: text("at_node").notNull(),
    chunk: integer("chunk").notNull(),
    recordKey: text("record_key").notNull(),
    /** JSON text. */
    record: text("record").notNull(),
    error: jsonb("error").$type<RunError>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.seq] }), index("region_rejects_run").on(table.workspaceId, table.runId, table.nodeId, table.seq)],
);

/** Keys that a deduplicate has seen in a run, committed with the cursor (SEMANTICS region-7). */
export const regionKeys = pgTable(
  "region_keys",
  {
    workspaceId: text("workspace_id").notNull(),
    runId: text("run_id").notNull(),
    nodeId: text("node_id").notNull(),
    key: bytes("key").notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.runId, table.nodeId, table.key] })],
);

/** What a collect has gathered in a run, committed with the cursor. */
export const regionItems = pgTable(
  "region_items",
  {
    workspaceId: text("workspace_id").notNull(),
    runId: text("run_id").notNull(),
    nodeId: text("node_id").notNull(),
    place: integer("place").notNull(),
    /** JSON text. */
    item: text("item").notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.runId, table.nodeId, table.place] })],
);
