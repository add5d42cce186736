import { index, integer, jsonb, pgTable, primaryKey, real, text } from "drizzle-orm/pg-core";
import type { RunFilter } from "../queries/run-pages.ts";
import { instant } from "./columns.ts";

/** What people said of failures that have a cause in common: leave me alone with it, or it is put right. */
export const failureStates = pgTable(
  "failure_states",
  {
    workspaceId: text("workspace_id").notNull(),
    flowId: text("flow_id").notNull(),
    fingerprint: text("fingerprint").notNull(),
    status: text("status", { enum: ["muted", "resolved"] }).notNull(),
    by: text("by").notNull(),
    at: instant("at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.flowId, table.fingerprint] })],
);

/** Runs that are done again, one after the other at a rate. A run is made in the transaction that moves the cursor. */
export const redrives = pgTable(
  "redrives",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text("id").notNull(),
    status: text("status", { enum: ["running", "paused", "done", "stopped"] }).notNull(),
    filter: jsonb("filter").$type<RunFilter>().notNull(),
    /** From the steps that failed, or from the start. */
    from: text("from", { enum: ["failed", "start"] }).notNull(),
    version: text("version", { enum: ["same", "latest"] }).notNull(),
    /** Runs a second. */
    rate: real("rate").notNull(),
    /** The last run that was looked at, and the last one there was when it was asked for. */
    cursor: text("cursor").notNull().default(""),
    upTo: text("up_to").notNull(),
    total: integer("total").notNull(),
    started: integer("started").notNull().default(0),
    /** Runs that could not be done again, by the reason in words. */
    refused: jsonb("refused").$type<Record<string, number>>().notNull().default({}),
    startedBy: text("started_by").notNull(),
    /** When the next ones are due. */
    dueAt: instant("due_at").notNull().defaultNow(),
    createdAt: instant("created_at").notNull().defaultNow(),
    finishedAt: instant("finished_at"),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.id] }), index("redrives_due").on(table.status, table.dueAt)],
);

/** Filters of the run list that somebody named, for everybody in the workspace. */
export const runViews = pgTable(
  "run_views",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text("id").notNull(),
    name: text("name").notNull(),
    /** As in the page's address. */
    query: text("query").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.id] })],
);
