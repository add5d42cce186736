import { z } from "zod";
import { Cel, FlowDocument, NodeId } from "#lib/flow/document.schema.ts";
import type { NodeType } from "#lib/flow/node-type.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import { patterns } from "#lib/flow/pattern.ts";
import { contract } from "./contract.ts";
import { FieldRule } from "./data-care.schema.ts";
import { idParam, Instant, Name, Nothing, Page } from "./shared.schema.ts";

export const Pattern = z.enum(patterns);

export const Issue = z.object({
  rule: z.string(), severity: z.enum(["error", "warning", "hint"]), message: z.string(),
  node: z.string().optional(), field: z.string().optional(), edge: z.string().optional(),
  /** One press that mends it: operations on the document. */
  fix: z.object({ label: z.string(), operations: z.array(z.custom<Operation>()).readonly() }).optional(),
});

/**
 * How long runs are kept, and up to how much of them; a run goes by what its flow said when it started. 0 days: what a
 * run read and wrote is deleted when it is over, so it cannot be replayed; that it ran is known for 30 days.
 */
export const Keep = z.strictObject({
  days: z.union([z.literal(0), z.literal(1), z.literal(7), z.literal(30), z.literal(365)], "Keep runs for 0 (no data), 1, 7, 30 or 365 days."),
  /** Of their values as they are stored; null: no limit. */
  megabytes: z.number().int().min(1, "Give at least 1 MB, or no limit.").max(1_000_000, "Give at most 1,000,000 MB, or no limit.").nullable(),
});
export type Keep = z.infer<typeof Keep>;

const flowFields = {
  id: z.string(), name: z.string(), pattern: Pattern.nullable(), liveVersion: z.number().nullable(), draftRevision: z.number(),
  /** The draft holds changes that are not published. */
  draftAhead: z.boolean(),
  paused: z.object({ reason: z.string(), at: Instant }).nullable(), createdAt: Instant, updatedAt: Instant, keep: Keep,
  /** Fields that are hidden in whatever shows its payloads, besides those of the workspace. */
  fieldRules: z.array(FieldRule),
};

export const FlowSummary = z.object({
  ...flowFields,
  /** The graph as a strip: node types in walk order. */
  shape: z.array(z.object({ type: z.string(), name: z.string() })),
  /** Newest last, at most 28. */
  recentRuns: z.array(z.object({ status: z.string(), durationMs: z.number().nullable() })),
  /** When its schedule comes next; null for other triggers, and while it is paused. */
  nextAt: Instant.nullable(),
});
export type FlowSummary = z.infer<typeof FlowSummary>;

export const Flow = z.object({
  ...flowFields, document: FlowDocument, hookUrl: z.string(), formUrl: z.string(), updatedBy: z.string(),
  /** It was made from a template: `/install` says which. Told where a flow is read. */
  fromTemplate: z.boolean().optional(),
});
export type Flow = z.infer<typeof Flow>;

export const FlowVersion = z.object({ number: z.number(), message: z.string(), publishedAt: Instant, publishedBy: z.string() });
export type FlowVersion = z.infer<typeof FlowVersion>;

const params = z.strictObject({ flow: idParam });
const read = { kind: "workspace", permission: "flows:read" } as const;
const write = { kind: "workspace", permission: "flows:write" } as const;
/** Documents are parsed by the use case, which migrates old ones first. */
const AnyDocument = z.unknown();

export const listFlows = contract({
  method: "GET", path: "/api/v1/flows", access: read, status: 200,
  summary: "Flows, newest first.",
  query: Page.extend({ pattern: Pattern.optional(), search: z.string().max(200).optional() }),
  answer: z.object({ flows: z.array(FlowSummary), next: z.string().nullable(), total: z.number() }),
});

export const createFlow = contract({
  method: "POST", path: "/api/v1/flows", access: write, status: 201,
  summary: "Creates a flow with an empty draft, or with the document given.",
  body: z.strictObject({ name: Name, document: AnyDocument.optional() }),
  answer: Flow,
});

export const readFlow = contract({
  method: "GET", path: "/api/v1/flows/{flow}", access: read, status: 200,
  summary: "A flow with its draft.",
  params,
  answer: Flow,
});

export const saveDraft = contract({
  method: "PUT", path: "/api/v1/flows/{flow}/draft", access: write, status: 200,
  summary: "Saves the draft; `baseRevision` is the revision it was made from, and another one in between is a conflict.",
  params,
  body: z.strictObject({ baseRevision: z.number().int().min(1), document: AnyDocument, name: Name.optional() }),
  maxBody: 4 * 1024 * 1024,
  answer: z.object({ draftRevision: z.number(), draftAhead: z.boolean(), pattern: Pattern.nullable(), updatedAt: Instant }),
});

export const deleteFlow = contract({
  method: "DELETE", path: "/api/v1/flows/{flow}", access: write, status: 204,
  summary: "Deletes a flow; its hook stops at once and its runs stay readable.",
  params,
  answer: Nothing,
});

export const publishFlow = contract({
  method: "POST", path: "/api/v1/flows/{flow}/publish", access: write, status: 200,
  summary: "Makes the draft the live version, unless an issue blocks it.",
  params,
  body: z.strictObject({
    baseRevision: z.number().int().min(1), message: z.string().max(500).default(""),
    /** For sources that now read something else: where to begin (SEMANTICS region-8). Asked for when it is needed. */
    cursors: z.record(z.string().max(64), z.enum(["keep", "start-over"])).optional(),
  }),
  answer: Flow,
});

export const pauseFlow = contract({
  method: "POST", path: "/api/v1/flows/{flow}/pause", access: write, status: 200,
  summary: "Pauses a flow: what arrives is kept and runs when it is resumed.",
  params,
  body: z.strictObject({ reason: z.string().trim().min(1, "Say why, so that others know when to resume it.").max(500) }),
  answer: Flow,
});

export const resumeFlow = contract({
  method: "POST", path: "/api/v1/flows/{flow}/resume", access: write, status: 200,
  summary: "Resumes a paused flow and starts what was kept, oldest first.",
  params,
  answer: Flow,
});

export const keepRuns = contract({
  method: "PUT", path: "/api/v1/flows/{flow}/keep", access: { kind: "workspace", permission: "flows:keep" }, status: 200,
  summary: "Says how many days runs that start from now on are kept, and how many megabytes all of them may take: past those the oldest finished ones are deleted.",
  params,
  body: Keep,
  answer: Flow,
});

export const setFieldRules = contract({
  method: "PUT", path: "/api/v1/flows/{flow}/field-rules", access: write, status: 200,
  summary: "Says which fields of a flow's payloads nobody is shown, of runs from before too. Only an admin takes a rule away or shortens it.",
  params,
  body: z.strictObject({ rules: z.array(FieldRule).max(100) }),
  answer: Flow,
});

export const listVersions = contract({
  method: "GET", path: "/api/v1/flows/{flow}/versions", access: read, status: 200,
  summary: "Published versions, newest first.",
  params,
  answer: z.object({ versions: z.array(FlowVersion) }),
});

export const listCallers = contract({
  method: "GET", path: "/api/v1/flows/{flow}/callers", access: read, status: 200,
  summary: "The flows whose draft or live version calls this one, by name; 200 at most.",
  params,
  answer: z.object({ callers: z.array(z.object({ id: z.string(), name: z.string(), /** Its live version calls it, not only its draft. */ isLive: z.boolean() })) }),
});

export const readVersion = contract({
  method: "GET", path: "/api/v1/flows/{flow}/versions/{version}", access: read, status: 200,
  summary: "A published version with its document.",
  params: z.strictObject({ flow: idParam, version: z.coerce.number().int().min(1) }),
  answer: FlowVersion.extend({ document: FlowDocument }),
});

export const describeVersion = contract({
  method: "PATCH", path: "/api/v1/flows/{flow}/versions/{version}", access: write, status: 200,
  summary: "Says what a published version changed; its document stays as it is.",
  params: z.strictObject({ flow: idParam, version: z.coerce.number().int().min(1) }),
  body: z.strictObject({ message: z.string().trim().max(500) }),
  answer: FlowVersion,
});

/** Saves of one person that follow each other; `revision` is the last of them. */
export const SavedDraft = z.object({ revision: z.number(), firstRevision: z.number(), savedBy: z.string(), beganAt: Instant, savedAt: Instant });
export type SavedDraft = z.infer<typeof SavedDraft>;

export const listDrafts = contract({
  method: "GET", path: "/api/v1/flows/{flow}/drafts", access: read, status: 200,
  summary: "What the draft was, newest first: at most 100 stretches of saves, each by one person.",
  params,
  answer: z.object({ drafts: z.array(SavedDraft) }),
});

export const readDraft = contract({
  method: "GET", path: "/api/v1/flows/{flow}/drafts/{revision}", access: read, status: 200,
  summary: "An earlier draft with its document.",
  params: z.strictObject({ flow: idParam, revision: z.coerce.number().int().min(1) }),
  answer: SavedDraft.extend({ document: FlowDocument }),
});

export const checkFlow = contract({
  method: "POST", path: "/api/v1/check", access: read, status: 200,
  summary: "The issues of a document, and the document as this version reads it, without saving it.",
  body: z.strictObject({ document: AnyDocument }),
  maxBody: 4 * 1024 * 1024,
  answer: z.object({ issues: z.array(Issue), pattern: Pattern.nullable(), document: FlowDocument }),
});

export const previewExpression = contract({
  method: "POST", path: "/api/v1/preview", access: { kind: "workspace", permission: "flows:write" }, status: 200,
  summary: "What an expression comes to with given outputs; nothing is stored or sent.",
  body: z.strictObject({
    source: Cel.shape.source,
    /** What nodes gave, by node id. */
    outputs: z.record(NodeId, z.json()),
  }),
  maxBody: 4 * 1024 * 1024,
  answer: z.discriminatedUnion("kind", [z.object({ kind: z.literal("value"), value: z.json() }), z.object({ kind: z.literal("problem"), message: z.string() })]),
});

const Port = z.object({ id: z.string(), carries: z.enum(["value", "records", "any"]), label: z.string().optional() });

export const listNodeTypes = contract({
  method: "GET", path: "/api/v1/node-types", access: read, status: 200,
  summary: "Everything that can be put on a canvas.",
  answer: z.object({
    nodeTypes: z.array(z.object({
      type: z.string(), connector: z.string(), title: z.string(), description: z.string(), icon: z.string(),
      kind: z.enum(["trigger", "action", "logic", "source", "stream", "sink"]),
      built: z.custom<NonNullable<NodeType["built"]>>().optional(),
      inputs: z.array(Port).readonly(), outputs: z.array(Port).readonly(), casesField: z.string().optional(), stands: z.enum(["value", "records", "any"]),
      canFail: z.boolean(), isStep: z.boolean(), effect: z.enum(["none", "read", "write"]), readsWhen: z.custom<NonNullable<NodeType["readsWhen"]>>().optional(),
      idempotency: z.enum(["keyed", "natural", "none"]), summary: z.string(),
      fields: z.array(z.string()).readonly(), required: z.array(z.string()).readonly(), labels: z.record(z.string(), z.string()).readonly(),
      fieldTypes: z.record(z.string(), z.custom<NodeType["output"]>()).readonly(), perRecord: z.array(z.string()).readonly(),
      output: z.custom<NodeType["output"]>(), shape: z.custom<NodeType["shape"]>(),
      connection: z.enum(["none", "optional", "required"]), connectionKinds: z.array(z.string()).readonly(),
      connectionWhen: z.custom<NonNullable<NodeType["connectionWhen"]>>().optional(),
      pattern: Pattern.optional(), defaults: z.record(z.string(), z.json()),
    })),
  }),
});

export const readNodeType = contract({
  method: "GET", path: "/api/v1/node-types/{connector}/{operation}", access: read, status: 200,
  summary: "One operation's settings and output as JSON Schema, with a sample.",
  params: z.strictObject({ connector: z.string().max(64), operation: z.string().max(64) }),
  answer: z.object({ type: z.string(), input: z.record(z.string(), z.unknown()), output: z.record(z.string(), z.unknown()), sample: z.json() }),
});
