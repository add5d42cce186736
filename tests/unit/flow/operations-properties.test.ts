import fc from "fast-check";
import { expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { compile } from "#lib/flow/compile.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { readDocument } from "#lib/flow/migrations/read-document.ts";
import { applyOperation } from "#lib/flow/operations/apply-operation.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import { canonicalJson, type Json } from "#lib/json.ts";
import { configValues, flowDocuments, flowEdges, flowNodes, groupIds, groups, nodeSettings, noteIds, notes, someEdges, someNodes } from "#tests/support/arbitrary-document.ts";
import { randomSeed } from "#tests/support/random-seed.ts";

/** Chosen when the document is known: ids that are there are not added again. */
type Draw = (document: FlowDocument) => Operation;

const nodeIds = fc.constantFrom(...someNodes);
const edgeIds = fc.constantFrom(...someEdges);
const position = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
const index = fc.option(fc.nat(8), { nil: undefined });
const carries = fc.constantFrom("value" as const, "records" as const);

const at = (place: number | undefined, length: number): { index?: number } => (place === undefined ? {} : { index: Math.min(place, length) });

const draws: { [Type in Operation["type"]]: fc.Arbitrary<Draw> } = {
  "add-nodes": fc.tuple(fc.uniqueArray(flowNodes(nodeIds), { minLength: 1, maxLength: 2, selector: (node) => node.id }), fc.uniqueArray(flowEdges(edgeIds), { maxLength: 2, selector: (edge) => edge.id }), position, index, fc.dictionary(groupIds, groups, { maxKeys: 1 })).map(
    ([nodes, edges, place, before, grouped]) => (document) => {
      const taken = new Set([...document.nodes, ...document.edges].map(({ id }) => id));
      return {
        type: "add-nodes",
        nodes: nodes.filter(({ id }) => !taken.has(id)).map((node) => ({ node, at: place, ...at(before, document.nodes.length) })),
        edges: edges.filter(({ id }) => !taken.has(id)).map((edge) => ({ edge, ...at(before, document.edges.length) })),
        groups: grouped,
      };
    },
  ),
  remove: fc.record({ nodes: fc.uniqueArray(nodeIds, { maxLength: 2 }), edges: fc.uniqueArray(edgeIds, { maxLength: 2 }) }).map((ids) => () => ({ type: "remove", ...ids })),
  "move-nodes": fc.dictionary(nodeIds, position, { maxKeys: 3 }).map((to) => () => ({ type: "move-nodes", to })),
  connect: fc.tuple(flowEdges(edgeIds), index).map(([edge, before]) => (document) => {
    const isThere = document.edges.some(({ id }) => id === edge.id);
    return isThere ? { type: "name-edge", edge: edge.id, name: edge.name ?? null } : { type: "connect", edge, ...at(before, document.edges.length) };
  }),
  "set-carries": fc.dictionary(edgeIds, carries, { maxKeys: 3 }).map((edges) => () => ({ type: "set-carries", edges })),
  "name-edge": fc.tuple(edgeIds, fc.constantFrom("left", "right", null)).map(([edge, name]) => () => ({ type: "name-edge", edge, name })),
  "rename-node": fc.tuple(nodeIds, fc.constantFrom("one", "two", "three")).map(([node, name]) => () => ({ type: "rename-node", node, name })),
  "set-config": fc.tuple(nodeIds, fc.constantFrom("url", "fields", "constructor", "toString", "x"), fc.option(configValues)).map(([node, key, value]) => () => ({ type: "set-config", node, key, value })),
  "set-settings": fc.tuple(nodeIds, nodeSettings).map(([node, settings]) => () => ({ type: "set-settings", node, settings })),
  "set-groups": fc.dictionary(groupIds, fc.option(groups), { maxKeys: 2 }).map((changes) => () => ({ type: "set-groups", groups: changes })),
  "set-notes": fc.dictionary(noteIds, fc.option(notes), { maxKeys: 2 }).map((changes) => () => ({ type: "set-notes", notes: changes })),
  "set-connection": fc.tuple(nodeIds, fc.constantFrom("conn_abc", "conn_def", null)).map(([node, connection]) => () => ({ type: "set-connection", node, connection })),
};

/** As the editor makes them: no edge leads nowhere, and nothing has a place that is not there. */
const starts = flowDocuments.map((document): FlowDocument => {
  const ids = new Set(document.nodes.map(({ id }) => id));
  return {
    ...document,
    edges: document.edges.filter(({ from, to }) => ids.has(from.node) && ids.has(to.node)),
    layout: { ...document.layout, nodes: Object.fromEntries(Object.entries(document.layout.nodes).filter(([id]) => ids.has(id))) },
  };
});

const text = (document: FlowDocument): string => canonicalJson(document as unknown as Json);

test("operations keep a document readable, and their inverses in reverse give it back", () => {
  const done = new Map<string, number>();
  fc.assert(
    fc.property(starts, fc.array(fc.oneof(...Object.values(draws)), { maxLength: 20 }), (start, steps) => {
      let document = start;
      const before: string[] = [];
      const inverses: Operation[] = [];
      for (const draw of steps) {
        const operation = draw(document);
        const was = text(document);
        const applied = applyOperation(document, operation);
        if (text(document) !== was) expect.fail(`${operation.type} changed the document it was given`);
        if (text(applied.document) !== was) done.set(operation.type, (done.get(operation.type) ?? 0) + 1);
        document = applied.document;
        before.push(was);
        inverses.push(applied.inverse);
        const read = readDocument(document);
        if (!read.ok) expect.fail(`${operation.type} made a document that cannot be read: ${read.problem[0]?.message}`);
      }
      compile(document, nodeTypes);
      for (const [place, inverse] of [...inverses.entries()].toReversed()) {
        document = applyOperation(document, inverse).document;
        if (text(document) !== before[place]) expect(text(document), `undoing by ${inverse.type}`).toBe(before[place]);
      }
    }),
    { numRuns: 10_000, seed: randomSeed("operations") },
  );
  // Each kind has really changed documents, so each inverse was tried.
  for (const type of Object.keys(draws)) expect(done.get(type) ?? 0, type).toBeGreaterThan(15);
}, 60_000);
