import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { NodeType, NodeTypes } from "#lib/flow/node-type.ts";

const base: Omit<NodeType, "type" | "title" | "kind" | "summary"> = {
  connector: "core", description: "", icon: "globe", inputs: [{ id: "in", carries: "value" }], outputs: [{ id: "out", carries: "value" }],
  canFail: true, isStep: true, effect: "none", fields: ["url", "method", "fields"], required: [], labels: {}, connection: "none", defaults: {},
};

/** A trigger, a map and a call, as the API would list them. */
export const sampleNodeTypes: NodeTypes = new Map<string, NodeType>([
  ["core/webhook", { ...base, type: "core/webhook", title: "Webhook", kind: "trigger", summary: "When posted", inputs: [], canFail: false, pattern: "event", fields: [] }],
  ["core/map", { ...base, type: "core/map", title: "Map", kind: "logic", summary: "Set {fields}", isStep: false }],
  ["http/request", { ...base, type: "http/request", title: "HTTP request", kind: "action", summary: "{method} {url}", defaults: { method: "POST" } }],
]);

/** Webhook, then Map, then Call, in a row. */
export function sampleDocument(): FlowDocument {
  return {
    schemaVersion: 1,
    nodes: [
      { id: "n_hook", name: "Webhook", type: "core/webhook", config: {}, settings: {} },
      { id: "n_map", name: "Map", type: "core/map", config: { fields: { kind: "fields", fields: [{ name: "email", value: { kind: "reference", node: "n_hook", path: ["body", "email"] } }] } }, settings: {} },
      { id: "n_call", name: "Call", type: "http/request", config: { url: { kind: "literal", value: "https://example.com" } }, settings: {} },
    ],
    edges: [
      { id: "e_one1", carries: "value", from: { node: "n_hook", port: "out" }, to: { node: "n_map", port: "in" } },
      { id: "e_two2", carries: "value", from: { node: "n_map", port: "out" }, to: { node: "n_call", port: "in" } },
    ],
    layout: { nodes: { n_hook: { x: 0, y: 0 }, n_map: { x: 256, y: 0 }, n_call: { x: 512, y: 0 } } },
  };
}
