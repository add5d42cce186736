import { z } from "zod";
import type { AlertCondition as Condition } from "#lib/flow/alerts/alert-condition.ts";
import { contract } from "./contract.ts";
import { Email, idParam, Instant, Name, Nothing, Page } from "./shared.schema.ts";

const month = 31 * 86_400;
const seconds = (least: number) => z.number().int().min(least).max(month);

export const AlertCondition = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("failed"), times: z.number().int().min(1).max(100).default(1), withinMinutes: z.number().int().min(1).max(1_440).default(60) }),
  z.strictObject({ what: z.literal("slow"), overSeconds: seconds(1) }),
  z.strictObject({ what: z.literal("late"), overSeconds: seconds(10) }),
  z.strictObject({ what: z.literal("silent"), overSeconds: seconds(60) }),
  z.strictObject({ what: z.literal("queue"), over: z.number().int().min(1).max(10_000).nullable().default(null), oldestOverSeconds: seconds(10).nullable().default(null) })
    .refine(({ over, oldestOverSeconds }) => over !== null || oldestOverSeconds !== null, { message: "Say how many may wait, or for how long.", path: ["over"] }),
]) satisfies z.ZodType<Condition>;

const Named = z.object({ id: z.string(), name: z.string() });
const Kind = z.enum(["failed", "slow", "late", "silent", "queue"]);

/** What one recipient was told, or is to be told. */
export const AlertNotice = z.object({
  id: z.string(), kind: z.enum(["opened", "reminder", "recovered", "test"]), channel: z.enum(["email", "webhook", "flow"]),
  /** An address, a host or a flow's name. */
  recipient: z.string(),
  state: z.enum(["due", "sent", "given_up"]),
  attempts: z.number(),
  /** Why the last try failed; null when it did not. */
  error: z.string().nullable(),
  nextAt: Instant.nullable(), sentAt: Instant.nullable(), createdAt: Instant,
  /** Of the flow that was started. */
  run: z.string().nullable(),
});
export type AlertNotice = z.infer<typeof AlertNotice>;

const AlertFacts = z.object({ longestMs: z.number().optional(), running: z.number().optional(), since: z.string().optional(), waits: z.enum(["queue", "schedule"]).optional(), waiting: z.number().optional(), oldest: z.string().optional() });

export const Alert = z.object({
  id: z.string(), what: Kind, state: z.enum(["open", "over"]),
  /** One sentence; names and figures only. */
  title: z.string(),
  flow: Named, rule: Named,
  cause: z.object({ class: z.string(), code: z.string(), step: z.string().nullable() }).nullable(),
  facts: AlertFacts,
  /** Runs that failed, took too long or were late. */
  count: z.number(),
  since: Instant, lastAt: Instant, endedAt: Instant.nullable(),
  /** `recovered`, `flow_deleted`, `rule_changed`, or who resolved it: `user:…`, `key:…`. */
  endedBy: z.string().nullable(),
  muted: z.object({ at: Instant, by: z.string() }).nullable(),
  lastRun: z.string().nullable(),
  notices: z.array(AlertNotice),
});
export type Alert = z.infer<typeof Alert>;

export const AlertRule = z.object({
  id: z.string(), name: z.string(), condition: AlertCondition,
  /** The condition as a sentence. */
  words: z.string(),
  /** Null: all flows, later ones too. */
  flows: z.array(Named).nullable(),
  to: z.object({
    emails: z.array(z.string()),
    /** The address itself is never given out. */
    webhook: z.object({ host: z.string(), signed: z.boolean() }).nullable(),
    flow: Named.nullable(),
  }),
  cooldownMinutes: z.number(), paused: z.boolean(),
  /** Alerts of it that are open now. */
  open: z.number(),
  /** What became of the tries that were asked for of late, newest first. */
  tries: z.array(AlertNotice),
  createdAt: Instant, updatedAt: Instant,
});
export type AlertRule = z.infer<typeof AlertRule>;

const fields = {
  name: Name,
  condition: AlertCondition,
  flows: z.array(idParam).min(1, "Choose at least one flow, or all.").max(200).nullable(),
  emails: z.array(Email).max(10, "Ten addresses at most. Use a list’s address for more."),
  webhook: z.strictObject({
    url: z.url({ protocol: /^https?$/, error: "Write a whole address, such as https://example.com/hooks/alerts." }).max(2_000),
    /** Signs the notices as Standard Webhooks do. */
    secret: z.string().min(16, "Use at least 16 characters.").max(500).nullable().default(null),
  }).nullable(),
  flow: idParam.nullable(),
  cooldownMinutes: z.number().int().min(5).max(10_080),
};

const read = { kind: "workspace", permission: "alerts:read" } as const;
const write = { kind: "workspace", permission: "alerts:write" } as const;

export const listAlerts = contract({
  method: "GET", path: "/api/v1/alerts", access: read, status: 200,
  summary: "Alerts, open or over, newest first, with what was told about them.",
  query: Page.extend({ state: z.enum(["open", "over"]).default("open"), flow: idParam.optional() }),
  answer: z.object({ alerts: z.array(Alert), next: z.string().nullable() }),
});

export const readAlert = contract({
  method: "GET", path: "/api/v1/alerts/{alert}", access: read, status: 200,
  summary: "One alert with what was told about it.",
  params: z.strictObject({ alert: idParam }),
  answer: Alert,
});

export const updateAlert = contract({
  method: "PATCH", path: "/api/v1/alerts/{alert}", access: write, status: 200,
  summary: "Mutes an alert until it is over, or marks failures as resolved before a run has proved it.",
  params: z.strictObject({ alert: idParam }),
  body: z.strictObject({ muted: z.boolean().optional(), resolved: z.literal(true).optional() }),
  answer: Alert,
});

export const listAlertRules = contract({
  method: "GET", path: "/api/v1/alert-rules", access: read, status: 200,
  summary: "The workspace's alert rules, whether e-mail can be chosen, and which flows an alert can start.",
  answer: z.object({ rules: z.array(AlertRule), /** Why e-mail cannot be chosen; null when it can. */ emailProblem: z.string().nullable(), takers: z.array(Named) }),
});

export const createAlertRule = contract({
  method: "POST", path: "/api/v1/alert-rules", access: write, status: 201,
  summary: "Creates an alert rule; without recipients its alerts are only shown.",
  body: z.strictObject({
    ...fields, flows: fields.flows.default(null), emails: fields.emails.default([]), webhook: fields.webhook.default(null), flow: fields.flow.default(null), cooldownMinutes: fields.cooldownMinutes.default(60),
  }),
  answer: AlertRule,
});

export const updateAlertRule = contract({
  method: "PATCH", path: "/api/v1/alert-rules/{alertRule}", access: write, status: 200,
  summary: "Changes, pauses or resumes an alert rule. What it watches for stays; a webhook that is not given stays too.",
  params: z.strictObject({ alertRule: idParam }),
  body: z.strictObject(fields).partial().extend({ paused: z.boolean().optional() }),
  answer: AlertRule,
});

export const deleteAlertRule = contract({
  method: "DELETE", path: "/api/v1/alert-rules/{alertRule}", access: write, status: 204,
  summary: "Deletes an alert rule with its alerts.",
  params: z.strictObject({ alertRule: idParam }),
  answer: Nothing,
});

export const tryAlertRule = contract({
  method: "POST", path: "/api/v1/alert-rules/{alertRule}/test", access: write, status: 202,
  summary: "Sends a notice that says nothing is wrong to everybody the rule names.",
  params: z.strictObject({ alertRule: idParam }),
  answer: z.object({ notices: z.number() }),
});
