import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import type { FieldRule } from "#lib/flow/field-rules/field-rule.ts";
import { instant } from "./columns.ts";
import { workspaces } from "./workspaces.ts";

export const flows = pgTable(
  "flows",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id").notNull().references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** The draft; read through `readDocument` only. */
    draft: jsonb("draft").$type<unknown>().notNull(),
    /** Raised by every save; a save must name the one it started from. */
    draftRevision: integer("draft_revision").notNull().default(1),
    pattern: text("pattern", { enum: ["event", "sync", "batch", "cdc"] }),
    /** 128 random bits or more; the flow's hook answers at this path while it is published. */
    hookPath: text("hook_path").notNull().unique(),
    liveVersion: integer("live_version"),
    /** The draft revision that was published last, so that "draft ahead" is known without comparing. */
    publishedRevision: integer("published_revision"),
    /** How long its runs are kept (0: without their data), and up to how much of them: the oldest go first. */
    keepDays: integer("keep_days").$type<0 | 1 | 7 | 30 | 365>().notNull().default(30),
    keepMegabytes: integer("keep_megabytes"),
    /** Fields of its payloads that are shown to nobody, besides those of its workspace. */
    fieldRules: jsonb("field_rules").$type<FieldRule[]>().notNull().default([]),
    pausedReason: text("paused_reason"),
    pausedAt: instant("paused_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
    createdBy: text("created_by").notNull(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    updatedBy: text("updated_by").notNull(),
    deletedAt: instant("deleted_at"),
  },
  (table) => [
    index("flows_workspace").on(table.workspaceId, table.id).where(sql`${table.deletedAt} is null`),
    unique("flows_workspace_id").on(table.workspaceId, table.id),
  ],
);

export const flowVersions = pgTable(
  "flow_versions",
  {
    workspaceId: text("workspace_id").notNull(),
    flowId: text("flow_id").notNull(),
    number: integer("number").notNull(),
    document: jsonb("document").$type<unknown>().notNull(),
    message: text("message").notNull(),
    publishedAt: instant("published_at").notNull().defaultNow(),
    publishedBy: text("published_by").notNull(),
    /** Ids of those its steps name; kept beside the document, which is long. */
    connections: jsonb("connections").$type<string[]>().generatedAlwaysAs(sql`jsonb_path_query_array(document, '$.nodes[*].connection')`),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.flowId, table.number] }),
    foreignKey({ columns: [table.workspaceId, table.flowId], foreignColumns: [flows.workspaceId, flows.id] }),
  ],
);

/** What a draft was: saves of one person that follow each other are one stretch, which holds the last of them. */
export const draftHistory = pgTable(
  "draft_history",
  {
    workspaceId: text("workspace_id").notNull(),
    flowId: text("flow_id").notNull(),
    firstRevision: integer("first_revision").notNull(),
    revision: integer("revision").notNull(),
    document: jsonb("document").$type<unknown>().notNull(),
    savedBy: text("saved_by").notNull(),
    beganAt: instant("began_at").notNull().defaultNow(),
    savedAt: instant("saved_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.flowId, table.firstRevision] }),
    foreignKey({ columns: [table.workspaceId, table.flowId], foreignColumns: [flows.workspaceId, flows.id] }).onDelete("cascade"),
  ],
);

/** A live registration of a published trigger; one a flow. */
export const subscriptions = pgTable(
  "subscriptions",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    flowId: text("flow_id").notNull(),
    version: integer("version").notNull(),
    nodeId: text("node_id").notNull(),
    kind: text("kind", { enum: ["hook", "event", "schedule", "manual", "call", "poll"] }).notNull(),
    /** The path of the hook, or of the form when `settings.form` says what it asks; or the event's name, up to its first wildcard; the flow's id for schedules and what is started by hand or called. */
    key: text("key").notNull(),
    /** Of the published version: a draft may have lost its trigger meanwhile. */
    pattern: text("pattern", { enum: ["event", "sync", "batch", "cdc"] }).notNull(),
    status: text("status", { enum: ["active", "paused"] }).notNull(),
    settings: jsonb("settings").$type<{ [key: string]: unknown }>().notNull(),
    /** The name of an answering flow in the workspace's API; null for every other. */
    address: text("address"),
    /** Of a schedule: its next occurrence, or the oldest one that is not dealt with; of a poll: when it asks again; due when the database's clock says so. */
    nextAt: instant("next_at"),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("subscriptions_flow").on(table.workspaceId, table.flowId),
    uniqueIndex("subscriptions_hook").on(table.key).where(sql`${table.kind} = 'hook'`),
    uniqueIndex("subscriptions_address").on(table.workspaceId, table.address).where(sql`${table.address} is not null`),
    index("subscriptions_due").on(table.nextAt).where(sql`${table.kind} = 'schedule' and ${table.status} = 'active'`),
    index("subscriptions_poll").on(table.nextAt).where(sql`${table.kind} = 'poll' and ${table.status} = 'active'`),
    index("subscriptions_event").on(table.workspaceId, table.key).where(sql`${table.kind} = 'event'`),
    foreignKey({ columns: [table.workspaceId, table.flowId], foreignColumns: [flows.workspaceId, flows.id] }),
  ],
);
