import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import type { Json } from "#lib/json.ts";
import { instant } from "./columns.ts";
import { flows } from "./flows.ts";
import { workspaces } from "./workspaces.ts";

/** What a list shows of a version, apart from its content, which is long. */
export interface TemplateCard {
  name: string;
  sentence: string;
  author: string;
  pattern: "event" | "sync" | "batch" | "cdc" | null;
  goal: string;
  /** Ids of connectors. */
  systems: string[];
  shape: { type: string; name: string }[];
}

/** A sample of a check that is under way: its run, or why there is none. */
export interface UnderCheck {
  sample: string;
  run?: string;
  problem?: string;
}

/** A flow of which versions are offered to others; what they hold is in `template_versions`. */
export const templates = pgTable(
  "templates",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id").notNull().references(() => workspaces.id, { onDelete: "cascade" }),
    flowId: text("flow_id").notNull(),
    /** Who sees it: the workspace, whoever has the link, or everybody on this instance. */
    visibility: text("visibility", { enum: ["workspace", "link", "gallery"] }).notNull().default("workspace"),
    /** 144 random bits; worth nothing while only the workspace sees it. */
    link: text("link").notNull().unique(),
    latestVersion: integer("latest_version").notNull(),
    /** Of the latest version. */
    card: jsonb("card").$type<TemplateCard>().notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedBy: text("updated_by").notNull(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    withdrawnAt: instant("withdrawn_at"),
  },
  (table) => [
    unique("templates_workspace_id").on(table.workspaceId, table.id),
    uniqueIndex("templates_flow").on(table.workspaceId, table.flowId).where(sql`${table.withdrawnAt} is null`),
    index("templates_gallery").on(table.id).where(sql`${table.visibility} = 'gallery' and ${table.withdrawnAt} is null`),
    foreignKey({ columns: [table.workspaceId, table.flowId], foreignColumns: [flows.workspaceId, flows.id] }).onDelete("cascade"),
  ],
);

/** Never changed. */
export const templateVersions = pgTable(
  "template_versions",
  {
    workspaceId: text("workspace_id").notNull(),
    templateId: text("template_id").notNull(),
    number: integer("number").notNull(),
    /** Read through `readTemplateContent` only. */
    content: jsonb("content").$type<unknown>().notNull(),
    /** What was said to make it; nothing that is not in the content. */
    draft: jsonb("draft").$type<unknown>().notNull(),
    /** The flow's version that it was made from, or its draft. */
    fromVersion: integer("from_version"),
    fromRevision: integer("from_revision"),
    message: text("message").notNull(),
    publishedAt: instant("published_at").notNull().defaultNow(),
    publishedBy: text("published_by").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.templateId, table.number] }),
    foreignKey({ columns: [table.workspaceId, table.templateId], foreignColumns: [templates.workspaceId, templates.id] }).onDelete("cascade"),
  ],
);

/** What came of running a version's samples, and the runs of a check that is under way. */
export const templateChecks = pgTable(
  "template_checks",
  {
    workspaceId: text("workspace_id").notNull(),
    templateId: text("template_id").notNull(),
    version: integer("version").notNull(),
    /** Null until one is over. */
    passed: integer("passed"),
    of: integer("of"),
    problems: jsonb("problems").$type<{ sample: string; problem: string }[]>().notNull().default([]),
    at: instant("at"),
    /** What samples that do not say so themselves came to the first time, by name: later ones are compared with it. */
    expected: jsonb("expected").$type<{ [sample: string]: Json }>().notNull().default({}),
    /** While one is under way: its runs, or why a sample could not be run. */
    under: jsonb("under").$type<UnderCheck[]>(),
    startedAt: instant("started_at"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.templateId, table.version] }),
    index("template_checks_under").on(table.startedAt).where(sql`${table.under} is not null`),
    foreignKey({ name: "template_checks_version", columns: [table.workspaceId, table.templateId, table.version], foreignColumns: [templateVersions.workspaceId, templateVersions.templateId, templateVersions.number] }).onDelete("cascade"),
  ],
);

/** Where a flow comes from. What it was made from is kept here, so that it outlives its template. */
export const templateInstalls = pgTable(
  "template_installs",
  {
    workspaceId: text("workspace_id").notNull(),
    flowId: text("flow_id").notNull(),
    /** Null for a file; of any workspace. */
    templateId: text("template_id"),
    /** The link it was found by; newer versions come by it alone. */
    link: text("link"),
    version: integer("version").notNull(),
    /** Read through `readTemplateContent` only. */
    content: jsonb("content").$type<unknown>().notNull(),
    answers: jsonb("answers").$type<{ parameters: { [key: string]: Json }; connections: { [key: string]: string } }>().notNull(),
    /** The newest version that somebody did not want. */
    leftAside: integer("left_aside"),
    installedAt: instant("installed_at").notNull().defaultNow(),
    installedBy: text("installed_by").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.flowId] }),
    index("template_installs_template").on(table.templateId).where(sql`${table.templateId} is not null`),
    foreignKey({ columns: [table.workspaceId, table.flowId], foreignColumns: [flows.workspaceId, flows.id] }).onDelete("cascade"),
  ],
);
