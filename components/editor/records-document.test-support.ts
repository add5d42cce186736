import type { FlowDocument } from "#lib/flow/document.schema.ts";

/** Manual, a split list, a switch of its records with two cases, a call and a sink; beside it what comes when all are done. */
export function recordsDocument(): FlowDocument {
  return {
    schemaVersion: 3,
    nodes: [
      { id: "n_start", name: "Begin", type: "core/manual", config: { fields: { kind: "literal", value: [{ name: "lines", type: "list", required: true }] } }, settings: {} },
      { id: "n_split", name: "Each line", type: "core/split", config: { list: { kind: "literal", value: [{ sku: "a", country: "DE" }] } }, settings: {} },
      {
        id: "n_which", name: "Where to", type: "core/switch", settings: {},
        config: {
          cases: {
            kind: "cases",
            cases: [
              { port: "c_eu", label: "EU", when: { kind: "cel", source: 'n_split.country in ["DE"]' } },
              { port: "c_us", label: "US", when: { kind: "condition", match: "all", tests: [{ left: { kind: "reference", node: "n_split", path: ["country"] }, operator: "equals", right: { kind: "literal", value: "US" } }] } },
            ],
          },
        },
      },
      { id: "n_call", name: "Book", type: "http/request", config: { url: { kind: "cel", source: '"https://x.test/" + n_split.sku' } }, settings: {} },
      { id: "n_sink", name: "All", type: "core/collect", config: {}, settings: {} },
      { id: "n_after", name: "Summary", type: "core/map", config: { fields: { kind: "fields", fields: [{ name: "read", value: { kind: "reference", node: "n_split", path: ["read"] } }, { name: "double", value: { kind: "cel", source: "n_sink.written * 2" } }] } }, settings: {} },
    ],
    edges: [
      { id: "e_0001", carries: "value", from: { node: "n_start", port: "out" }, to: { node: "n_split", port: "in" } },
      { id: "e_0002", carries: "records", from: { node: "n_split", port: "out" }, to: { node: "n_which", port: "in" } },
      { id: "e_0003", carries: "records", from: { node: "n_which", port: "c_eu" }, to: { node: "n_call", port: "in" } },
      { id: "e_0004", carries: "records", from: { node: "n_call", port: "out" }, to: { node: "n_sink", port: "in" } },
      { id: "e_0005", carries: "records", from: { node: "n_which", port: "c_us" }, to: { node: "n_sink", port: "in" } },
      { id: "e_0006", carries: "value", from: { node: "n_sink", port: "out" }, to: { node: "n_after", port: "in" } },
    ],
    layout: { nodes: { n_start: { x: 0, y: 0 }, n_split: { x: 256, y: 0 }, n_which: { x: 512, y: 0 }, n_call: { x: 832, y: 0 }, n_sink: { x: 1088, y: 0 }, n_after: { x: 1344, y: 0 } } },
  };
}
