import { z } from "zod";
import type { Json } from "#lib/json.ts";

/** Written into every document that is saved; raised together with a new file in `migrations/`. */
export const schemaVersion = 3;

/** A node's stable, never shown id. */
export const NodeId = z.string().regex(/^n_[a-z0-9]{4,40}$/);
export type NodeId = z.infer<typeof NodeId>;

export const EdgeId = z.string().regex(/^e_[a-z0-9]{4,40}$/);
export type EdgeId = z.infer<typeof EdgeId>;

/** Own properties only, outermost first: `["body", "items", 0, "sku"]`. */
export const Path = z.array(z.union([z.string().max(256), z.number().int().min(0)])).max(32);
export type Path = z.infer<typeof Path>;

const JsonValue: z.ZodType<Json> = z.json() as z.ZodType<Json>;

export const Literal = z.strictObject({ kind: z.literal("literal"), value: JsonValue });
export type Literal = z.infer<typeof Literal>;

/** Points at another node's output by id, never by name; `default` stands in when nothing is there (SEMANTICS graph-2). */
export const Reference = z.strictObject({
  kind: z.literal("reference"),
  node: NodeId,
  path: Path,
  default: JsonValue.optional(),
});
export type Reference = z.infer<typeof Reference>;

/** Text with references in it; the parts are kept apart, so no syntax is parsed when a run starts. */
export const Template = z.strictObject({
  kind: z.literal("template"),
  parts: z.array(z.union([z.string().max(100_000), Reference])).max(500),
});
export type Template = z.infer<typeof Template>;

/** A CEL expression in which each node is named by its id, a valid identifier, so that a rename touches no expression. */
export const Cel = z.strictObject({ kind: z.literal("cel"), source: z.string().min(1).max(4_000) });
export type Cel = z.infer<typeof Cel>;

export const Binding = z.discriminatedUnion("kind", [Literal, Reference, Template, Cel]);
export type Binding = z.infer<typeof Binding>;

/** An ordered list of named bindings: the fields of a map, a request's headers, query or JSON body. */
export const FieldList = z.strictObject({
  kind: z.literal("fields"),
  fields: z.array(z.strictObject({ name: z.string().max(256), value: Binding })).max(500),
});
export type FieldList = z.infer<typeof FieldList>;

export const testOperators = [
  "equals", "not_equals", "greater", "at_least", "less", "at_most", "contains", "starts_with", "ends_with", "one_of",
  "is_empty", "is_not_empty", "is_true", "is_false",
] as const;
export type TestOperator = (typeof testOperators)[number];

/** Tests in rows, as a person writes them; `right` is absent for operators that take one side only. */
export const Condition = z.strictObject({
  kind: z.literal("condition"),
  match: z.enum(["all", "any"]),
  tests: z.array(z.strictObject({ left: Binding, operator: z.enum(testOperators), right: Binding.optional() })).min(1).max(50),
});
export type Condition = z.infer<typeof Condition>;

/** The cases of a switch: the first one that holds is taken. Each is a port of its own, which a new label does not change. */
export const Cases = z.strictObject({
  kind: z.literal("cases"),
  cases: z.array(z.strictObject({
    port: z.string().regex(/^c_[a-z0-9]{2,40}$/),
    label: z.string().trim().min(1).max(40),
    when: z.discriminatedUnion("kind", [Condition, Cel]),
  })).max(50),
});
export type Cases = z.infer<typeof Cases>;

export const ConfigValue = z.discriminatedUnion("kind", [Literal, Reference, Template, Cel, FieldList, Condition, Cases]);
export type ConfigValue = z.infer<typeof ConfigValue>;

/** Waits are milliseconds. `attempts` counts the first try too (SEMANTICS graph-7: 20 at most). */
export const RetryPolicy = z.strictObject({
  attempts: z.number().int().min(1).max(20),
  backoff: z.enum(["constant", "exponential"]),
  delayMs: z.number().int().min(0).max(86_400_000),
  maxDelayMs: z.number().int().min(0).max(86_400_000),
});
export type RetryPolicy = z.infer<typeof RetryPolicy>;

export const NodeSettings = z.strictObject({
  timeoutMs: z.number().int().min(100).max(300_000).optional(),
  retry: RetryPolicy.optional(),
  onError: z.enum(["fail", "skip"]).optional(),
  idempotencyKey: Binding.optional(),
  /** When it cannot be known whether an effect happened (SEMANTICS step-5): do it again, or stop and ask. */
  onUnknown: z.enum(["repeat", "ask"]).optional(),
  /** Sources: the region fails above so many rejected records, or above this percentage of what was read (region-5). */
  rejectLimit: z.strictObject({ count: z.number().int().min(0).optional(), percent: z.number().min(0).max(100).optional() }).optional(),
  /** Sources with a cursor: what a second run does while another one reads (region-8). */
  overlap: z.enum(["wait", "skip", "cancel"]).optional(),
  /** Triggers: what a run is found by, such as the order's number; each is read from what the trigger puts out. */
  keys: z.array(z.strictObject({ name: z.string().trim().min(1).max(40), path: Path })).max(5).optional(),
  disabled: z.boolean().optional(),
  note: z.string().max(4_000).optional(),
});
export type NodeSettings = z.infer<typeof NodeSettings>;

export const FlowNode = z.strictObject({
  id: NodeId,
  name: z.string().trim().min(1).max(80),
  /** `connector/operation`, for example `http/request`. */
  type: z.string().regex(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/).max(100),
  config: z.record(z.string().max(64), ConfigValue),
  connection: z.string().regex(/^conn_[a-z0-9]+$/).max(64).optional(),
  settings: NodeSettings,
});
export type FlowNode = z.infer<typeof FlowNode>;

export const FlowEdge = z.strictObject({
  id: EdgeId,
  carries: z.enum(["value", "records"]),
  /** What a merge calls the value that comes this way. */
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/).optional(),
  from: z.strictObject({ node: NodeId, port: z.string().max(64) }),
  to: z.strictObject({ node: NodeId, port: z.string().max(64) }),
});
export type FlowEdge = z.infer<typeof FlowEdge>;

const coordinate = z.number().finite();

/** A titled frame around the nodes it names; where it lies follows from where they lie. */
export const Group = z.strictObject({ title: z.string().trim().min(1).max(80), nodes: z.array(NodeId).min(1).max(1_000) });
export type Group = z.infer<typeof Group>;

/** A text beside the graph, in a small Markdown; its height follows from the text. */
export const Note = z.strictObject({ x: coordinate, y: coordinate, width: z.number().min(120).max(800), text: z.string().max(4_000) });
export type Note = z.infer<typeof Note>;

/** Without `groups` and `notes` where there are none, so that a document has one form only. */
export const Layout = z.strictObject({
  nodes: z.record(NodeId, z.strictObject({ x: coordinate, y: coordinate })),
  groups: z.record(z.string().regex(/^g_[a-z0-9]{4,40}$/), Group).optional(),
  notes: z.record(z.string().regex(/^t_[a-z0-9]{4,40}$/), Note).optional(),
});
export type Layout = z.infer<typeof Layout>;

/** What a draft or a version holds. Edges make it an acyclic graph; `check` says where it is not. */
export const FlowDocument = z.strictObject({
  schemaVersion: z.literal(schemaVersion),
  nodes: z.array(FlowNode).max(1_000),
  edges: z.array(FlowEdge).max(4_000),
  layout: Layout,
});
export type FlowDocument = z.infer<typeof FlowDocument>;
