import { z } from "zod";
import { fieldActions } from "#lib/flow/field-rules/field-rule.ts";
import { readFieldRule } from "#lib/flow/field-rules/field-pattern.ts";
import { contract } from "./contract.ts";
import { Instant, Page } from "./shared.schema.ts";

/** A field that is hidden wherever payloads are shown: `customer.email`, `items[].card` or, at any depth, `**.iban`. */
export const FieldRule = z
  .strictObject({ path: z.string().trim().min(1, "Name a field.").max(200), action: z.enum(fieldActions) })
  .superRefine((rule, context) => {
    const read = readFieldRule(rule);
    if (!read.ok) context.addIssue({ code: "custom", message: read.problem, path: ["path"] });
  });
export type FieldRule = z.infer<typeof FieldRule>;

const DataCare = z.object({
  /** For all flows of the workspace. */
  rules: z.array(FieldRule),
  /** False: of payloads viewers see names, types and lengths. */
  viewersSeeValues: z.boolean(),
  /** How many days events are kept; so long an id that comes again is a duplicate, and so long paused flows collect. */
  keepEventsDays: z.number(),
});

export const readDataCare = contract({
  method: "GET", path: "/api/v1/data-care", access: { kind: "workspace", permission: "workspace:read" }, status: 200,
  summary: "Fields that are hidden in all flows, and what viewers see.",
  answer: DataCare,
});

export const updateDataCare = contract({
  method: "PUT", path: "/api/v1/data-care", access: { kind: "workspace", permission: "data:manage" }, status: 200,
  summary: "Says which fields are hidden in all flows, and what viewers see; it counts for runs from before too.",
  body: z.strictObject({ rules: z.array(FieldRule).max(100), viewersSeeValues: z.boolean(), keepEventsDays: z.number().int().min(1).max(365).optional() }),
  answer: DataCare,
});

/** What an entry is about: `reveals` are of hidden values, `people` of members, invitations and API keys. */
export const auditKinds = ["flows", "runs", "reveals", "hiding", "connections", "alerts", "templates", "people"] as const;
export type AuditKind = (typeof auditKinds)[number];

export const AuditEntry = z.object({
  id: z.string(), at: Instant,
  /** `user:…`, `key:…`. */
  actor: z.string(),
  /** Such as `run.reveal` or `flow.publish`. */
  action: z.string(), target: z.string().nullable(),
  /** What the action says of itself; never a secret, nor a value that a run read. */
  details: z.record(z.string(), z.unknown()),
  /** Of a published version, as it reads now. */
  message: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const listAudit = contract({
  method: "GET", path: "/api/v1/audit", access: { kind: "workspace", permission: "data:manage" }, status: 200,
  summary: "Who did what in the workspace, newest first.",
  query: Page.extend({ action: z.string().max(60).optional(), actor: z.string().max(80).optional(), kind: z.enum(auditKinds).optional() }),
  answer: z.object({
    entries: z.array(AuditEntry),
    /** What the ids in it stand for, and whether that is still there; a run has its flow's name. */
    names: z.record(z.string(), z.object({ name: z.string(), there: z.boolean() })),
    next: z.string().nullable(),
  }),
});
