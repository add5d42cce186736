import { bigserial, boolean, index, integer, json, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import type { Json, JsonObject } from "#lib/json.ts";
import { instant } from "./columns.ts";
import { workspaces } from "./workspaces.ts";

const workspaceId = () => text("workspace_id").notNull().references(() => workspaces.id, { onDelete: "cascade" });
/** `shop`, `crm`, `mailbox`, `warehouse`. */
const system = () => text("system").notNull();
/** Whole milliseconds: a cursor carries it as text, and must find the same row again. */
const changed = (name: string) => timestamp(name, { withTimezone: true, mode: "date", precision: 3 }).notNull();

/** The sample systems that a workspace has used; one that is not here has no data yet. */
export const sampleSystems = pgTable(
  "sample_systems",
  {
    workspaceId: workspaceId(),
    system: system(),
    behaviour: text("behaviour", { enum: ["normal", "slow", "down", "refuses", "limited"] }).notNull().default("normal"),
    /** Requests since the behaviour was set, counted only where it needs to know. */
    turn: integer("turn").notNull().default(0),
    seededAt: instant("seeded_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.system] })],
);

/** What the sample systems hold; `json` keeps the order of fields. */
export const sampleRecords = pgTable(
  "sample_records",
  {
    workspaceId: workspaceId(),
    system: system(),
    collection: text("collection").notNull(),
    id: text("id").notNull(),
    /** In lower case; e-mail addresses of people. */
    uniqueKey: text("unique_key"),
    data: json("data").$type<JsonObject>().notNull(),
    createdAt: changed("created_at"),
    updatedAt: changed("updated_at"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.system, table.collection, table.id] }),
    index("sample_records_changed").on(table.workspaceId, table.system, table.collection, table.updatedAt, table.id),
    uniqueIndex("sample_records_unique_key").on(table.workspaceId, table.system, table.collection, table.uniqueKey),
  ],
);

/** Every request that a sample system was sent: the last 2,000 of each. */
export const sampleRequests = pgTable(
  "sample_requests",
  {
    workspaceId: workspaceId(),
    system: system(),
    seq: bigserial("seq", { mode: "number" }),
    method: text("method").notNull(),
    path: text("path").notNull(),
    status: integer("status").notNull(),
    idempotencyKey: text("idempotency_key"),
    body: text("body"),
    isRepeat: boolean("is_repeat").notNull(),
    at: instant("at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.system, table.seq] })],
);

/** What was answered under an Idempotency-Key, for a day. */
export const sampleReplies = pgTable(
  "sample_replies",
  {
    workspaceId: workspaceId(),
    system: system(),
    key: text("key").notNull(),
    requestHash: text("request_hash").notNull(),
    status: integer("status").notNull(),
    body: json("body").$type<Json>().notNull(),
    at: instant("at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.system, table.key] })],
);
