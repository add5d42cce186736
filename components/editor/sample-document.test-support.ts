import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";

/** What the API lists. */
export const sampleNodeTypes: NodeTypes = nodeTypes;

/** Webhook, then Map, then Call, in a row. */
export function sampleDocument(): FlowDocument {
  return {
    schemaVersion: 3,
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
