import fc from "fast-check";
import { expect, test } from "vitest";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { applyOperation } from "#lib/flow/operations/apply-operation.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { compile } from "#lib/flow/compile.ts";
import { emptyDocument, readDocument } from "#lib/flow/migrations/read-document.ts";
import { canonicalJson, type Json } from "#lib/json.ts";

const names = ["aaaa", "bbbb", "cccc", "dddd", "eeee"];
const nodeIds = fc.constantFrom(...names.map((name) => `n_${name}`));
const position = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
const value = fc.oneof(fc.record({ kind: fc.constant("literal" as const), value: fc.oneof(fc.string(), fc.integer(), fc.constant(null)) }), fc.record({ kind: fc.constant("reference" as const), node: nodeIds, path: fc.array(fc.string({ maxLength: 8 }), { maxLength: 3 }) }));

let serial = 0;
const operation: fc.Arbitrary<(document: FlowDocument) => Operation> = fc.oneof(
  fc.tuple(nodeIds, position, fc.constantFrom("core/webhook", "core/map", "http/request", "ghost/none")).map(([id, at, type]) => (document: FlowDocument): Operation => {
    const taken = document.nodes.some((node) => node.id === id);
    serial += 1;
    return taken ? { type: "move-nodes", to: { [id]: at } } : { type: "add-nodes", nodes: [{ node: { id, name: `${id} ${serial}`, type, config: {}, settings: {} }, at }], edges: [] };
  }),
  fc.tuple(nodeIds, nodeIds).map(([from, to]) => (): Operation => {
    serial += 1;
    return { type: "connect", edge: { id: `e_${String(serial).padStart(6, "0")}`, carries: "value", from: { node: from, port: "out" }, to: { node: to, port: "in" } } };
  }),
  fc.record({ at: fc.nat({ max: 5 }), carries: fc.constantFrom("value" as const, "records" as const) }).map(({ at, carries }) => (document: FlowDocument): Operation => ({ type: "set-carries", edges: Object.fromEntries(document.edges.slice(at).map((edge) => [edge.id, carries])) })),
  fc.record({ at: fc.nat({ max: 5 }), name: fc.constantFrom("left", "right", null) }).map(({ at, name }) => (document: FlowDocument): Operation => ({ type: "name-edge", edge: document.edges[at]?.id ?? "e_gone", name })),
  fc.array(nodeIds, { maxLength: 3 }).map((nodes) => (document: FlowDocument): Operation => ({ type: "remove", nodes, edges: document.edges.slice(0, 1).map((edge) => edge.id) })),
  fc.record({ node: nodeIds, key: fc.constantFrom("url", "method", "constructor", "toString"), value: fc.oneof(value, fc.constant(null)) }).map((set) => (): Operation => ({ type: "set-config", ...set })),
  fc.tuple(nodeIds, fc.string({ minLength: 1, maxLength: 10 })).map(([node, name]) => (): Operation => ({ type: "rename-node", node, name: `x${name}` })),
  fc.tuple(nodeIds, fc.option(fc.constant("conn_abc"))).map(([node, connection]) => (): Operation => ({ type: "set-connection", node, connection })),
  fc.tuple(nodeIds, fc.boolean()).map(([node, disabled]) => (): Operation => ({ type: "set-settings", node, settings: { disabled } })),
);

const text = (document: FlowDocument): string => canonicalJson(document as unknown as Json);

test("operations keep a document readable, and their inverses in reverse give it back", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 40 }), (steps) => {
      let document = emptyDocument();
      const states: string[] = [];
      const inverses: Operation[] = [];
      for (const step of steps) {
        states.push(text(document));
        const applied = applyOperation(document, step(document));
        document = applied.document;
        inverses.push(applied.inverse);
        expect(readDocument(document).ok).toBe(true);
        compile(document, nodeTypes);
      }
      for (const [index, inverse] of inverses.entries().toArray().toReversed()) {
        document = applyOperation(document, inverse).document;
        expect(text(document)).toBe(states[index]);
      }
    }),
    { numRuns: 1_000 },
  );
}, 60_000);
