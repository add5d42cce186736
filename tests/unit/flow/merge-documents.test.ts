import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { diffDocuments } from "#lib/flow/diff/diff-documents.ts";
import { documentPlaces } from "#lib/flow/diff/document-places.ts";
import { mergeDocuments } from "#lib/flow/diff/merge-documents.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { readDocument } from "#lib/flow/migrations/read-document.ts";
import { flowDocuments } from "#tests/support/arbitrary-document.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { randomSeed } from "#tests/support/random-seed.ts";

/** As the editor makes them: names are unique, edges join what is there, and no two join the same ports. */
const documents = flowDocuments.map((document): FlowDocument => {
  const ids = new Set(document.nodes.map(({ id }) => id));
  const joined = new Set<string>();
  return {
    ...document,
    nodes: document.nodes.map((node) => ({ ...node, name: node.id })),
    edges: document.edges.filter(({ from, to }) => {
      const ends = [from.node, from.port, to.node, to.port].join(" ");
      return ids.has(from.node) && ids.has(to.node) && !joined.has(ends) && joined.add(ends);
    }),
    layout: { ...document.layout, nodes: Object.fromEntries(Object.entries(document.layout.nodes).filter(([id]) => ids.has(id))), ...(document.layout.groups ? { groups: Object.fromEntries(Object.entries(document.layout.groups).filter(([, group]) => group.nodes.every((id) => ids.has(id)))) } : {}) },
  };
});
const places = (document: FlowDocument): Map<string, string> => new Map([...documentPlaces(document)].map(([key, { text }]) => [key, text]));
const runs = { numRuns: 400, seed: randomSeed("two drafts put together") };

test("what only one side changed is what comes out", () => {
  fc.assert(
    fc.property(documents, documents, (base, next) => {
      for (const merged of [mergeDocuments(base, base, next, nodeTypes), mergeDocuments(base, next, base, nodeTypes), mergeDocuments(base, next, next, nodeTypes)]) {
        expect(merged.conflicts).toEqual([]);
        expect(places(merged.document)).toEqual(places(next));
      }
    }),
    runs,
  );
});

test("a choice for every conflict is followed, the result can be read, and nothing that one side added is lost", () => {
  let conflicts = 0;
  fc.assert(
    fc.property(fc.option(documents), documents, documents, (base, mine, theirs) => {
      const asked = mergeDocuments(base, mine, theirs, nodeTypes).conflicts;
      conflicts += asked.length;
      for (const side of ["mine", "theirs"] as const) {
        const { document } = mergeDocuments(base, mine, theirs, nodeTypes, Object.fromEntries(asked.map(({ place }) => [place, side])));
        expect(readDocument(document).ok).toBe(true);
        const before = new Set(base?.nodes.map(({ id }) => id));
        const added = [...mine.nodes, ...theirs.nodes].filter(({ id }) => !before.has(id)).map(({ id }) => id);
        expect(document.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(added));
        const own = places(side === "mine" ? mine : theirs);
        const here = places(document);
        for (const { place } of asked) if (!place.startsWith("edge ")) expect(here.get(place)).toBe(own.get(place));
      }
    }),
    runs,
  );
  expect(conflicts).toBeGreaterThan(100);
});

test("a document differs from itself in nothing, and each difference has words", () => {
  fc.assert(
    fc.property(documents, documents, (before, after) => {
      expect(diffDocuments(before, before, nodeTypes)).toEqual({ nodes: [], edges: [], beside: [], moved: 0 });
      const { nodes, edges } = diffDocuments(before, after, nodeTypes);
      for (const { name, kind, places: changed } of nodes) {
        expect(name).not.toBe("");
        expect(changed.length > 0).toBe(kind === "changed");
        for (const { label, from, to } of changed) expect(label !== "" && (from !== null || to !== null)).toBe(true);
      }
      for (const { words } of edges) expect(words).toMatch(/ to /);
    }),
    runs,
  );
});

describe("in words", () => {
  const start = buildDocument(
    { hook: { type: "core/webhook" }, shape: { type: "core/map", config: { fields: fields({ mail: reference("hook", "body", "mail"), name: literal("x") }) } }, call: { type: "http/request", config: { url: literal("https://a.test"), method: literal("GET") } } },
    ["hook -> shape", "shape -> call"],
  );
  const edit = (document: FlowDocument, name: string, change: (node: FlowDocument["nodes"][number]) => FlowDocument["nodes"][number]): FlowDocument => ({ ...document, nodes: document.nodes.map((node) => (node.name === name ? change(node) : node)) });

  test("a changed row of a mapping reads as that row", () => {
    const after = edit(start, "shape", (node) => ({ ...node, config: { fields: fields({ mail: reference("hook", "body", "email"), name: literal("x"), city: literal("Bern") }) } }));
    const [change] = diffDocuments(start, after, nodeTypes).nodes;
    expect(change).toMatchObject({ name: "shape", kind: "changed" });
    expect(change?.places).toEqual([
      { key: "config n_shape fields", label: "Fields: mail", from: "hook · body · mail", to: "hook · body · email" },
      { key: "config n_shape fields", label: "Fields: city", from: null, to: "Bern" },
    ]);
  });

  test("two who change different settings of one step need no choice; the same setting asks, and says both", () => {
    const mine = edit(start, "call", (node) => ({ ...node, config: { ...node.config, url: literal("https://mine.test") } }));
    const theirs = edit(start, "call", (node) => ({ ...node, config: { ...node.config, method: literal("POST") }, settings: { onError: "skip" } }));
    const both = mergeDocuments(start, mine, theirs, nodeTypes);
    expect(both.conflicts).toEqual([]);
    expect(both.document.nodes.find(({ name }) => name === "call")).toMatchObject({ config: { url: literal("https://mine.test"), method: literal("POST") }, settings: { onError: "skip" } });
    const also = edit(start, "call", (node) => ({ ...node, config: { ...node.config, url: literal("https://theirs.test") } }));
    expect(mergeDocuments(start, mine, also, nodeTypes).conflicts).toEqual([{ place: expect.stringMatching(/^config n_\w+ url$/), name: "call", label: "URL", before: "https://a.test", mine: "https://mine.test", theirs: "https://theirs.test" }]);
  });

  test("a step that one removed and the other changed is asked about as a whole", () => {
    const mine = { ...start, nodes: start.nodes.filter(({ name }) => name !== "call"), edges: start.edges.slice(0, 1) };
    const theirs = edit(start, "call", (node) => ({ ...node, name: "send it" }));
    const [conflict, ...more] = mergeDocuments(start, mine, theirs, nodeTypes).conflicts;
    expect(more).toEqual([]);
    expect(conflict).toMatchObject({ name: "send it", label: "Step", mine: null, theirs: "HTTP request" });
    expect(mergeDocuments(start, mine, theirs, nodeTypes).document.nodes).toHaveLength(2);
    const kept = mergeDocuments(start, mine, theirs, nodeTypes, { [conflict?.place ?? ""]: "theirs" }).document;
    expect(kept.nodes.map(({ name }) => name)).toEqual(["hook", "shape", "send it"]);
  });

  test("steps that both call the same get names of their own", () => {
    const add = (id: string): FlowDocument => ({ ...start, nodes: [...start.nodes, { id, name: "HTTP request", type: "http/request", config: {}, settings: {} }] });
    expect(mergeDocuments(start, add("n_mine1"), add("n_their"), nodeTypes).document.nodes.map(({ name }) => name)).toEqual(["hook", "shape", "call", "HTTP request", "HTTP request 2"]);
  });
});
