import { describe, expect, test } from "vitest";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { applyOperation } from "#lib/flow/operations/apply-operation.ts";
import { createProjector, type ProjectionInput } from "./project.ts";
import { sampleDocument, sampleNodeTypes } from "./sample-document.test-support.ts";

const measured = new Map<string, { width: number; height: number }>();

function input(document: FlowDocument, part: Partial<ProjectionInput> = {}): ProjectionInput {
  return { document, nodeTypes: sampleNodeTypes, issues: [], selectedNodes: [], selectedEdges: [], moving: null, measured, ...part };
}

describe("projection", () => {
  test("keeps the objects of everything an edit did not touch", () => {
    const project = createProjector();
    const before = sampleDocument();
    const first = project(input(before));
    const { document } = applyOperation(before, { type: "set-config", node: "n_call", key: "url", value: { kind: "literal", value: "https://other.example" } });
    const second = project(input(document));
    expect(second.nodes[0]).toBe(first.nodes[0]);
    expect(second.nodes[1]).toBe(first.nodes[1]);
    expect(second.nodes[2]).not.toBe(first.nodes[2]);
    expect(second.nodes[2]?.data.summary).toBe("… https://other.example");
    expect(second.edges).toEqual(first.edges);
    expect(second.edges[0]).toBe(first.edges[0]);
  });

  test("gives the same lists again while nothing on the canvas changed", () => {
    const project = createProjector();
    const before = sampleDocument();
    const first = project(input(before));
    const { document } = applyOperation(before, { type: "rename-node", node: "n_hook", name: "Order came" });
    expect(project(input(before, { issues: [] })).nodes).toBe(first.nodes);
    expect(project(input(before)).edges).toBe(first.edges);
    expect(project(input(document)).nodes).not.toBe(first.nodes);
  });

  test("a drag moves one node and leaves the data of it alone", () => {
    const project = createProjector();
    const document = sampleDocument();
    const first = project(input(document));
    const second = project(input(document, { moving: { n_map: { x: 10, y: 20 } } }));
    expect(second.nodes[1]?.position).toEqual({ x: 10, y: 20 });
    expect(second.nodes[1]?.data).toBe(first.nodes[1]?.data);
    expect(second.nodes[0]).toBe(first.nodes[0]);
  });

  test("a rename reaches the sentences and edges that name the node", () => {
    const project = createProjector();
    const before = sampleDocument();
    project(input(before));
    const { document } = applyOperation(before, { type: "rename-node", node: "n_hook", name: "Order came" });
    const { edges, nodes } = project(input(document));
    expect(edges[0]?.ariaLabel).toBe("Order came to Map");
    expect(nodes[0]?.ariaLabel).toContain("Order came, trigger");
  });

  test("nodes come in walk order, whatever their order in the document", () => {
    const document = sampleDocument();
    const { nodes } = createProjector()(input({ ...document, nodes: document.nodes.toReversed() }));
    expect(nodes.map((node) => node.id)).toEqual(["n_hook", "n_map", "n_call"]);
  });

  test("issues and states are in the accessible name", () => {
    const document = sampleDocument();
    const issues = [{ rule: "x", severity: "error" as const, message: "", node: "n_call" }];
    const run = { nodes: new Map([["n_map", { signal: "success" as const, word: "succeeded", foot: "3 ms" }]]), taken: new Set(["e_one1"]), counts: new Map<string, string>() };
    const { nodes, edges } = createProjector()(input(document, { issues, run }));
    expect(nodes[2]?.ariaLabel).toMatch(/1 issue$/);
    expect(nodes[1]?.ariaLabel).toMatch(/succeeded$/);
    expect(edges.map((edge) => edge.data?.taken)).toEqual([true, false]);
  });

  test("edges to nodes that are gone are left out, unknown types stay", () => {
    const document = sampleDocument();
    const broken: FlowDocument = { ...document, nodes: document.nodes.slice(0, 2).map((node) => ({ ...node, type: "old/gone" })) };
    const { nodes, edges } = createProjector()(input(broken));
    expect(nodes).toHaveLength(2);
    expect(nodes[0]?.data.summary).toBe("Unknown type old/gone");
    expect(edges.map((edge) => edge.id)).toEqual(["e_one1"]);
  });
});
