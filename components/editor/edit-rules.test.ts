import { describe, expect, test } from "vitest";
import { applyOperation } from "#lib/flow/operations/apply-operation.ts";
import { duplicateNodes } from "./duplicate-nodes.ts";
import { attachTo, insertNode, whyNotInsert } from "./insert-node.ts";
import { outlineRows } from "./outline/outline-rows.ts";
import { sampleDocument, sampleNodeTypes } from "./sample-document.test-support.ts";
import { fittingPorts, whyNotConnect } from "./wiring/connection-rules.ts";

const document = sampleDocument();
const out = (node: string, port = "out") => ({ node, port });
const into = (node: string) => ({ node, port: "in" });

function type(id: string) {
  const found = sampleNodeTypes.get(id);
  if (!found) throw new Error(`no type ${id}`);
  return found;
}

describe("connecting", () => {
  test.each([
    ["forwards", out("n_hook"), into("n_call"), null],
    ["by the error port", out("n_map", "error"), into("n_call"), null],
    ["to itself", out("n_map"), into("n_map"), "a step cannot lead to itself"],
    ["twice", out("n_hook"), into("n_map"), "already connected"],
    ["backwards", out("n_call"), into("n_map"), "would close a loop"],
    ["into a trigger", out("n_map"), into("n_hook"), "nothing can lead into it"],
    ["from a port that is not there", out("n_hook", "error"), into("n_call"), "nothing leaves here"],
  ])("%s", (_, from, to, why) => {
    expect(whyNotConnect(document, sampleNodeTypes, from, to)).toBe(why);
  });

  test("the ports that fit are exactly those that could be joined", () => {
    for (const node of document.nodes) {
      for (const port of ["out", "error"]) {
        const fits = fittingPorts(document, sampleNodeTypes, { ...out(node.id, port), side: "source" });
        const joinable = document.nodes.filter((other) => whyNotConnect(document, sampleNodeTypes, out(node.id, port), into(other.id)) === null).map((other) => `${other.id} in`);
        expect([...fits].toSorted(), `${node.id} ${port}`).toEqual(joinable.toSorted());
      }
    }
  });
});

describe("inserting", () => {
  test("goes behind the selected node's free port, beside it, under a name of its own", () => {
    const from = attachTo(document, sampleNodeTypes, { nodes: ["n_call"], edges: [] });
    expect(from).toEqual({ node: "n_call", port: "out", side: "source" });
    const { operation, id } = insertNode(document, sampleNodeTypes, type("http/request"), from ? { from } : {});
    const after = applyOperation(document, operation).document;
    expect(after.nodes.at(-1)).toMatchObject({ id, name: "HTTP request", config: { method: { kind: "literal", value: "POST" } } });
    expect(after.edges.at(-1)).toMatchObject({ from: out("n_call"), to: into(id), carries: "value" });
    expect(after.layout.nodes[id]).toEqual({ x: 768, y: 0 });
  });

  test("a taken place is left free: the second branch goes a row down", () => {
    const { operation, id } = insertNode(document, sampleNodeTypes, type("core/map"), { from: { node: "n_map", port: "error", side: "source" } });
    const after = applyOperation(document, operation).document;
    expect(after.nodes.at(-1)?.name).toBe("Map 2");
    expect(after.layout.nodes[id]?.y).toBeGreaterThan(89);
  });

  test("nothing is put onto a plate that is high because of its ports", () => {
    const cases = Array.from({ length: 6 }, (_, index) => ({ port: `c_0${index}`, label: `Case ${index}`, when: { kind: "cel" as const, source: "true" } }));
    const { operation, id: tall } = insertNode(document, sampleNodeTypes, type("core/switch"), { from: { node: "n_call", port: "out", side: "source" } });
    const withCases = applyOperation(applyOperation(document, operation).document, { type: "set-config", node: tall, key: "cases", value: { kind: "cases", cases } }).document;
    const { operation: second, id } = insertNode(withCases, sampleNodeTypes, type("core/map"), { from: { node: "n_call", port: "error", side: "source" } });
    expect(applyOperation(withCases, second).document.layout.nodes[id]?.y).toBeGreaterThan(59 + 30 * 6);
  });

  test("a second trigger does not fit, and says why", () => {
    expect(whyNotInsert(document, sampleNodeTypes, type("core/webhook"), undefined)).toBe("a flow has one trigger");
    expect(whyNotInsert(document, sampleNodeTypes, type("core/map"), { node: "n_call", port: "out", side: "source" })).toBeNull();
  });
});

test("copies refer to copies, keep edges from outside, and leave the trigger out", () => {
  const copies = duplicateNodes(document, sampleNodeTypes, ["n_hook", "n_map", "n_call"]);
  if (!copies) throw new Error("nothing was copied");
  const after = applyOperation(document, copies.operation).document;
  const [mapCopy, callCopy] = copies.ids;
  expect(after.nodes).toHaveLength(5);
  expect(after.edges.slice(2).map((edge) => [edge.from.node, edge.to.node])).toEqual([["n_hook", mapCopy], [mapCopy, callCopy]]);
  expect(new Set(after.nodes.map((node) => node.name)).size).toBe(5);
  expect(duplicateNodes(document, sampleNodeTypes, ["n_hook"])).toBeNull();
});

test("the outline follows a line to its end, then its branches, each with where it comes from", () => {
  const { document: branched } = applyOperation(document, insertNode(document, sampleNodeTypes, type("core/map"), { from: { node: "n_map", port: "error", side: "source" } }).operation);
  expect(outlineRows(branched, sampleNodeTypes).map((row) => [branched.nodes.find((node) => node.id === row.node)?.name, row.level, row.label])).toEqual([
    ["Webhook", 0, null],
    ["Map", 0, null],
    ["Call", 0, null],
    ["Map 2", 1, "Map, on error"],
  ]);
});
