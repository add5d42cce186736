import { sql } from "drizzle-orm";
import { bigint, bigserial, boolean, index, integer, jsonb, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import type { AlertCause, AlertCondition, AlertFacts } from "#lib/flow/alerts/alert-condition.ts";
import type { Json } from "#lib/json.ts";
import { instant } from "./columns.ts";
import { workspaces } from "./workspaces.ts";

const kinds = ["failed", "slow", "late", "silent", "queue"] as const;

/** What a workspace wants to be told about, and who is told. */
export const alertRules = pgTable(
  "alert_rules",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id").notNull().references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** The condition's, apart: the trigger on `runs` looks for it. */
    what: text("what", { enum: kinds }).notNull(),
    condition: jsonb("condition").$type<AlertCondition>().notNull(),
    /** Null: all flows, later ones too. */
    flows: text("flows").array(),
    emails: text("emails").array().notNull(),
    /** Address and signing secret, sealed; the address of many services is a secret itself. */
    webhook: text("webhook"),
    webhookHost: text("webhook_host"),
    webhookSigned: boolean("webhook_signed").notNull().default(false),
    notifyFlow: text("notify_flow"),
    cooldownMinutes: integer("cooldown_minutes").notNull(),
    pausedAt: instant("paused_at"),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [index("alert_rules_workspace").on(table.workspaceId, table.id)],
);

/** What went wrong in the same way, for one rule and flow: one row from the first time until it is over. */
export const alerts = pgTable(
  "alerts",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    ruleId: text("rule_id").notNull().references(() => alertRules.id, { onDelete: "cascade" }),
    flowId: text("flow_id").notNull(),
    /** What makes failures the same (`alertGroupOf`); the kind for everything else. */
    groupKey: text("group_key").notNull(),
    what: text("what", { enum: kinds }).notNull(),
    /** `counting`: fewer failures than the rule asks for; nobody sees it. */
    state: text("state", { enum: ["counting", "open", "over"] }).notNull(),
    cause: jsonb("cause").$type<AlertCause>(),
    facts: jsonb("facts").$type<AlertFacts>().notNull(),
    count: integer("count").notNull(),
    /** The last failures that count towards opening it. */
    recent: timestamp("recent", { withTimezone: true, mode: "date" }).array().notNull(),
    lastRunId: text("last_run_id"),
    lastAt: instant("last_at").notNull(),
    openedAt: instant("opened_at"),
    endedAt: instant("ended_at"),
    /** `recovered`, `flow_deleted`, `rule_changed`, or the actor who resolved it. */
    endedBy: text("ended_by"),
    mutedAt: instant("muted_at"),
    mutedBy: text("muted_by"),
    /** What its recipients heard last; null when nothing. */
    told: text("told", { enum: ["open", "over"] }),
    noticedAt: instant("noticed_at"),
    /** Nothing is told before. */
    noticeAt: instant("notice_at"),
    /** How often by then. */
    toldCount: integer("told_count").notNull().default(0),
    reminders: integer("reminders").notNull().default(0),
  },
  (table) => [
    uniqueIndex("alerts_live").on(table.workspaceId, table.ruleId, table.flowId, table.groupKey).where(sql`${table.state} <> 'over'`),
    index("alerts_open").on(table.workspaceId, table.flowId).where(sql`${table.state} = 'open'`),
    index("alerts_quiet").on(table.noticeAt).where(sql`${table.state} = 'over'`),
    index("alerts_page").on(table.workspaceId, table.id),
  ],
);

/** What is to be told to one recipient: written with what it tells, sent by whichever worker takes it, kept as a record. */
export const alertNotices = pgTable(
  "alert_notices",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    ruleId: text("rule_id").notNull().references(() => alertRules.id, { onDelete: "cascade" }),
    /** Null for a try that somebody asked for. */
    alertId: text("alert_id").references(() => alerts.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: ["opened", "reminder", "recovered", "test"] }).notNull(),
    channel: text("channel", { enum: ["email", "webhook", "flow"] }).notNull(),
    /** An address, a host or a flow's id. */
    recipient: text("recipient").notNull(),
    /** As it was then, so that every try says the same. */
    content: jsonb("content").$type<Json>().notNull(),
    attempts: integer("attempts").notNull().default(0),
    /** Of the next try; while one is under way, when it counts as lost. */
    nextAt: instant("next_at").notNull().defaultNow(),
    sentAt: instant("sent_at"),
    gaveUpAt: instant("gave_up_at"),
    error: text("error"),
    /** Of the flow it started. */
    runId: text("run_id"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    index("alert_notices_due").on(table.nextAt).where(sql`${table.sentAt} is null and ${table.gaveUpAt} is null`),
    index("alert_notices_alert").on(table.alertId, table.id),
    index("alert_notices_rule").on(table.ruleId, table.id),
  ],
);

/** Ends of runs and late occurrences that a rule may care about: written by triggers, taken by the next look. */
export const alertSignals = pgTable(
  "alert_signals",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    flowId: text("flow_id").notNull(),
    kind: text("kind", { enum: ["succeeded", "failed", "occurrence"] }).notNull(),
    runId: text("run_id"),
    /** How long the run took, or how late the occurrence was. */
    ms: bigint("ms", { mode: "number" }).notNull(),
    at: instant("at").notNull(),
  },
  (table) => [index("alert_signals_flow").on(table.workspaceId, table.flowId)],
);
