import fc from "fast-check";
import { expect, test } from "vitest";
import { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import { canonicalJson, type Json } from "#lib/json.ts";
import { drawDocument, nodeDraws } from "#tests/support/random-document.ts";
import { randomSeed } from "#tests/support/random-seed.ts";
import { alignNodes } from "./arrange/align-nodes.ts";
import { tidyNodes } from "./arrange/tidy-nodes.ts";
import { excerptOf } from "./clipboard/excerpt-of.ts";
import { pasteOperations } from "./clipboard/paste-operations.ts";
import { extractFlow } from "./calls/extract-flow.ts";
import { duplicateNodes } from "./duplicate-nodes.ts";
import { createEditorStore } from "./editor-store.ts";
import { groupNodes, ungroupNodes } from "./groups/group-nodes.ts";
import { insertOnEdge } from "./insert-on-edge.ts";
import { replaceNode, whyNotReplace } from "./replace-node.ts";
import { sampleNodeTypes as types } from "./sample-document.test-support.ts";

/** What a person may do, given numbers that choose among what is there. */
const edits: Record<string, (document: FlowDocument, pick: number, other: number) => readonly Operation[]> = {
  insert: (document, pick, other) => {
    const edge = document.edges[pick % Math.max(1, document.edges.length)];
    const type = [...types.values()][other % types.size];
    return (edge && type && insertOnEdge(document, types, edge.id, type)?.operations) ?? [];
  },
  replace: (document, pick, other) => {
    const node = document.nodes[pick % Math.max(1, document.nodes.length)];
    const type = [...types.values()][other % types.size];
    return (node && type && whyNotReplace(document, types, node.id, type) === null && replaceNode(document, types, node.id, type)?.operations) || [];
  },
  group: (document, pick, other) => (document.nodes.length === 0 ? [] : [groupNodes(document, some(document, pick, other)).operation]),
  ungroup: (document, pick, other) => [ungroupNodes(document, some(document, pick, other))],
  note: (document, pick) => {
    const [first] = Object.keys(document.layout.notes ?? {});
    return [{ type: "set-notes", notes: pick % 3 === 0 && first !== undefined ? { [first]: null } : { [`t_${String(pick).padStart(4, "0")}`]: { x: pick, y: 0, width: 200, text: "a" } } }];
  },
  paste: (document, pick, other) => pasteOperations(document, types, excerptOf(document, { nodes: some(document, pick, other), notes: Object.keys(document.layout.notes ?? {}) }), { x: 0, y: pick }, null).operations,
  duplicate: (document, pick, other) => {
    const copies = duplicateNodes(document, types, some(document, pick, other));
    return copies ? [copies.operation] : [];
  },
  extract: (document, pick, other) => {
    const extraction = extractFlow(document, types, some(document, pick, other));
    return "why" in extraction ? [] : extraction.operations("flow_abc", "Part").operations;
  },
  tidy: (document) => [tidyNodes(document, types, [])],
  align: (document, pick, other) => [alignNodes(document, types, some(document, pick, other), (["left", "middle", "spread-across", "spread-down"] as const)[pick % 4] ?? "left")],
  remove: (document, pick, other) => [{ type: "remove", nodes: some(document, pick, other), edges: [] }],
};

function some(document: FlowDocument, pick: number, other: number): string[] {
  const count = document.nodes.length;
  if (count === 0) return [];
  const from = pick % count;
  return document.nodes.slice(from, from + 1 + (other % 3)).map((node) => node.id);
}

const text = (document: FlowDocument): string => canonicalJson(document as unknown as Json);

test("whatever is done on the canvas leaves a document that can be saved, and undo and redo pass through the same states", () => {
  const done = new Map<string, number>();
  const names = Object.keys(edits);
  fc.assert(
    fc.property(nodeDraws(8), fc.array(fc.tuple(fc.constantFrom(...names), fc.nat(60), fc.nat(60)), { minLength: 1, maxLength: 10 }), (draws, steps) => {
      const store = createEditorStore({ document: drawDocument(draws), name: "Any", nodeTypes: types, readOnly: false });
      const states = [text(store.getState().document)];
      for (const [name, pick, other] of steps) {
        const before = store.getState().document;
        store.getState().perform(edits[name]?.(before, pick, other) ?? []);
        const { document } = store.getState();
        if (document === before) continue;
        if (text(document) !== states.at(-1)) done.set(name, (done.get(name) ?? 0) + 1);
        states.push(text(document));
        const parsed = FlowDocument.safeParse(document);
        if (!parsed.success) expect.fail(`${name}: ${parsed.error.message}`);
        const ids = new Set(document.nodes.map((node) => node.id));
        expect(ids.size, `${name}: ids`).toBe(document.nodes.length);
        expect(new Set(document.nodes.map((node) => node.name)).size, `${name}: names`).toBe(document.nodes.length);
        for (const group of Object.values(document.layout.groups ?? {})) for (const id of group.nodes) expect(ids.has(id), `${name}: a group of what is there`).toBe(true);
        for (const edge of document.edges) expect(ids.has(edge.from.node) && ids.has(edge.to.node), `${name}: edges`).toBe(true);
      }
      for (const state of states.toReversed().slice(1)) {
        store.getState().undo();
        if (text(store.getState().document) !== state) expect(text(store.getState().document)).toBe(state);
      }
      for (const state of states.slice(1)) {
        store.getState().redo();
        if (text(store.getState().document) !== state) expect(text(store.getState().document)).toBe(state);
      }
    }),
    { numRuns: 600, seed: randomSeed("edits") },
  );
  for (const name of names) expect(done.get(name) ?? 0, name).toBeGreaterThan(10);
}, 90_000);
