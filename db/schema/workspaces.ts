import { sql } from "drizzle-orm";
import { bigserial, boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { FieldRule } from "#lib/flow/field-rules/field-rule.ts";
import type { Json } from "#lib/json.ts";
import { users } from "./auth.ts";
import { instant } from "./columns.ts";

export const workspaces = pgTable("workspaces", {
  id: text("id").primaryKey(),
  slug: text("slug").notNull().unique(),
  name: text("name").notNull(),
  /** Fields that are shown of no flow, and whether viewers see the values of the rest or their shapes only. */
  fieldRules: jsonb("field_rules").$type<FieldRule[]>().notNull().default([]),
  viewersSeeValues: boolean("viewers_see_values").notNull().default(false),
  /** How many days its events are kept. */
  keepEventsDays: integer("keep_events_days").notNull().default(30),
  /** The last event that the catalog of names has learnt from. */
  eventsLearnt: text("events_learnt").notNull().default(""),
  createdAt: instant("created_at").notNull().defaultNow(),
});

export const members = pgTable(
  "members",
  {
    workspaceId: text("workspace_id").notNull().references(() => workspaces.id, { onDelete: "cascade" }),
    userId: text("user_id").notNull().references(() => users.id, { onDelete: "cascade" }),
    role: text("role", { enum: ["owner", "admin", "editor", "viewer"] }).notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.userId] }), index("members_user").on(table.userId)],
);

export const invites = pgTable(
  "invites",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id").notNull().references(() => workspaces.id, { onDelete: "cascade" }),
    email: text("email").notNull(),
    role: text("role", { enum: ["owner", "admin", "editor", "viewer"] }).notNull(),
    /** SHA-256 of the link's token; the token itself is shown once and kept nowhere. */
    tokenHash: text("token_hash").notNull().unique(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    acceptedAt: instant("accepted_at"),
  },
  (table) => [index("invites_workspace").on(table.workspaceId)],
);

export const apiKeys = pgTable(
  "api_keys",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id").notNull().references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** SHA-256 of the whole key: it holds 256 random bits, so no slow hash is needed. */
    secretHash: text("secret_hash").notNull().unique(),
    /** The last characters, to tell keys apart in a list. */
    hint: text("hint").notNull(),
    scopes: text("scopes").array().notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at"),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
  },
  (table) => [index("api_keys_workspace").on(table.workspaceId)],
);

/** What in the audit log changes how a flow runs; its target is the flow or a connection. */
export const flowChangeActions = ["flow.publish", "flow.pause", "flow.resume", "flow.keep", "connection.update", "connection.replace", "connection.test", "template.update"] as const;
export type FlowChangeAction = (typeof flowChangeActions)[number];

/** The condition of the index `audit_log_changes`, so that a query with it is answered from there. */
export const isFlowChange = sql.raw(`action in (${flowChangeActions.map((action) => `'${action}'`).join(", ")})`);

/** What was done, by whom, to what. Appended only; never holds a secret. */
export const auditLog = pgTable(
  "audit_log",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    id: text("id").notNull(),
    workspaceId: text("workspace_id"),
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    target: text("target"),
    details: jsonb("details").$type<Json>(),
    at: instant("at").notNull().defaultNow(),
  },
  (table) => [
    index("audit_log_workspace").on(table.workspaceId, table.seq),
    index("audit_log_changes").on(table.workspaceId, table.target, table.id).where(isFlowChange),
  ],
);

/** The instance's one-row facts: whether the owner exists, and the hash of the token that creates them. */
export const instance = pgTable("instance", {
  id: text("id").primaryKey(),
  setupTokenHash: text("setup_token_hash"),
  /** An encrypted constant: a wrong encryption key is noticed at start, before anything is written with it. */
  keyCheck: text("key_check"),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** Targets on private networks that the instance admin allowed: `host:port` or a CIDR range. */
export const egressRules = pgTable("egress_rules", {
  id: text("id").primaryKey(),
  rule: text("rule").notNull().unique(),
  note: text("note").notNull(),
  createdBy: text("created_by").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

export const dataKeys = pgTable(
  "data_keys",
  {
    workspaceId: text("workspace_id").notNull().references(() => workspaces.id, { onDelete: "cascade" }),
    wrapped: text("wrapped").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("data_keys_workspace").on(table.workspaceId)],
);
