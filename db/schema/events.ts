import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgTable, primaryKey, real, text } from "drizzle-orm/pg-core";
import type { EventDrift, LearntShape } from "#lib/flow/learn-shape.ts";
import type { Json } from "#lib/json.ts";
import { instant } from "./columns.ts";

/** The names of a workspace's events, as learnt from those that came. */
export const eventNames = pgTable(
  "event_names",
  {
    workspaceId: text("workspace_id").notNull(),
    name: text("name").notNull(),
    seen: bigint("seen", { mode: "number" }).notNull(),
    /** Where they came from, newest last. */
    sources: jsonb("sources").$type<string[]>().notNull(),
    /** Paths of the data, with their types; no values. */
    shape: jsonb("shape").$type<LearntShape>().notNull(),
    drift: jsonb("drift").$type<EventDrift[]>().notNull(),
    firstAt: instant("first_at").notNull(),
    lastAt: instant("last_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.name] })],
);

/** Events that are delivered again, oldest first, at a rate: to one flow, or to all that listen. */
export const eventReplays = pgTable(
  "event_replays",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text("id").notNull(),
    status: text("status", { enum: ["running", "paused", "done", "stopped"] }).notNull(),
    /** A name or a pattern of names; null: all. */
    name: text("name"),
    flowId: text("flow_id"),
    /** What is done again: with the origin of the earlier run, so that confirmed effects are not repeated, or anew. */
    mode: text("mode", { enum: ["same", "again"] }).notNull(),
    /** Events a second. */
    rate: real("rate").notNull(),
    /** The last event that was looked at; it begins before the first and ends with `up_to`. */
    cursor: text("cursor").notNull(),
    upTo: text("up_to").notNull(),
    total: integer("total").notNull(),
    looked: integer("looked").notNull().default(0),
    delivered: integer("delivered").notNull().default(0),
    startedBy: text("started_by").notNull(),
    dueAt: instant("due_at").notNull().defaultNow(),
    createdAt: instant("created_at").notNull().defaultNow(),
    finishedAt: instant("finished_at"),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.id] }), index("event_replays_due").on(table.dueAt).where(sql`${table.status} = 'running'`)],
);

/** How far a poll has come, by what it asks: publishing again goes on from here (SEMANTICS region-8). */
export const pollStates = pgTable(
  "poll_states",
  {
    workspaceId: text("workspace_id").notNull(),
    flowId: text("flow_id").notNull(),
    /** Hash of what is asked for: another URL or list is another poll. */
    identity: text("identity").notNull(),
    /** The highest value of the cursor field that was seen. */
    cursor: jsonb("cursor").$type<Json>(),
    /** Null until it was asked for the first time. */
    polledAt: instant("polled_at"),
    /** Items of the last answer, and those that were new. */
    items: integer("items").notNull().default(0),
    fresh: integer("fresh").notNull().default(0),
    /** In a row. */
    failures: integer("failures").notNull().default(0),
    problem: text("problem"),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.flowId, table.identity] })],
);

/** Items that a poll has taken; one that is no longer listed is forgotten after a while. */
export const pollItems = pgTable(
  "poll_items",
  {
    workspaceId: text("workspace_id").notNull(),
    flowId: text("flow_id").notNull(),
    identity: text("identity").notNull(),
    /** The item's id, or its hash when it is long. */
    item: text("item").notNull(),
    seenAt: instant("seen_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.flowId, table.identity, table.item] }), index("poll_items_seen").on(table.seenAt)],
);
