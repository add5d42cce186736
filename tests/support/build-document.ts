import { type Binding, type ConfigValue, type FlowDocument, type FlowEdge, type FlowNode, type NodeSettings, schemaVersion } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";

export function literal(value: Json): Binding & { kind: "literal" } {
  return { kind: "literal", value };
}

export function reference(node: string, ...path: (string | number)[]): Binding & { kind: "reference" } {
  return { kind: "reference", node: nodeId(node), path };
}

export function fields(entries: Record<string, Binding>): ConfigValue {
  return { kind: "fields", fields: Object.entries(entries).map(([name, value]) => ({ name, value })) };
}

/** Short names make ids: `a` is `n_aaaa`. */
export function nodeId(name: string): string {
  return `n_${name.toLowerCase().replaceAll(/[^a-z0-9]/g, "").padEnd(4, "0")}`;
}

interface NodeSketch {
  type: string;
  config?: Record<string, ConfigValue>;
  settings?: NodeSettings;
}

/**
 * A document from a sketch: nodes by name, edges as `a -> b` or `a.error -> b`, with `=>` for those that carry records.
 */
export function buildDocument(nodes: Record<string, NodeSketch>, edges: readonly string[]): FlowDocument {
  return {
    schemaVersion,
    nodes: Object.entries(nodes).map(([name, sketch]): FlowNode => ({
      id: nodeId(name),
      name,
      type: sketch.type,
      config: sketch.config ?? {},
      settings: sketch.settings ?? {},
    })),
    edges: edges.map((edge, index): FlowEdge => {
      const [from = "", arrow, to = ""] = edge.split(/ ([-=]>) /);
      const [node = "", port = "out"] = from.split(".");
      return { id: `e_${String(index).padStart(4, "0")}`, carries: arrow === "=>" ? "records" : "value", from: { node: nodeId(node), port }, to: { node: nodeId(to), port: "in" } };
    }),
    layout: { nodes: Object.fromEntries(Object.keys(nodes).map((name, index) => [nodeId(name), { x: index * 280, y: 0 }])) },
  };
}

/** Webhook -> map -> HTTP request to `url`. */
export function hookMapRequest(url: string): FlowDocument {
  return buildDocument(
    {
      hook: { type: "core/webhook" },
      shape: { type: "core/map", config: { fields: fields({ action: { ...reference("hook", "body", "action"), default: null }, sender: { ...reference("hook", "body", "sender", "login"), default: null } }) } },
      send: { type: "http/request", config: { method: literal("POST"), url: literal(url), send: literal("value"), bodyValue: reference("shape") } },
    },
    ["hook -> shape", "shape -> send"],
  );
}
