import { z } from "zod";
import type { Json } from "#lib/json.ts";

/** Written into every document that is saved; raised together with a new file in `migrations/`. */
export const schemaVersion = 1;

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

export const Binding = z.discriminatedUnion("kind", [Literal, Reference, Template]);
export type Binding = z.infer<typeof Binding>;

/** An ordered list of named bindings: the fields of a map, a request's headers, query or JSON body. */
export const FieldList = z.strictObject({
  kind: z.literal("fields"),
  fields: z.array(z.strictObject({ name: z.string().max(256), value: Binding })).max(500),
});
export type FieldList = z.infer<typeof FieldList>;

export const ConfigValue = z.discriminatedUnion("kind", [Literal, Reference, Template, FieldList]);
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
  from: z.strictObject({ node: NodeId, port: z.string().max(64) }),
  to: z.strictObject({ node: NodeId, port: z.string().max(64) }),
});
export type FlowEdge = z.infer<typeof FlowEdge>;

export const Layout = z.strictObject({
  nodes: z.record(NodeId, z.strictObject({ x: z.number().finite(), y: z.number().finite() })),
});
export type Layout = z.infer<typeof Layout>;

/** What a draft or a version holds. Edges make it an acyclic graph; `check` says where it is not. */
export const FlowDocument = z.strictObject({
  schemaVersion: z.literal(schemaVersion),
  nodes: z.array(FlowNode).max(500),
  edges: z.array(FlowEdge).max(2_000),
  layout: Layout,
});
export type FlowDocument = z.infer<typeof FlowDocument>;
