import { describe, expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import type { FlowDocument, FlowEdge } from "#lib/flow/document.schema.ts";
import { createEditorStore } from "../editor-store.ts";
import { edgeBetween, fittingPorts, whyNotConnect } from "./connection-rules.ts";
import { recarry } from "./recarry.ts";

/** `"a -> b"` for a value, `"a => b"` for records; `a.error -> b` by another port. */
function draw(nodes: Record<string, string>, edges: readonly string[]): FlowDocument {
  return {
    schemaVersion: 3,
    nodes: Object.entries(nodes).map(([name, type]) => ({
      id: `n_${name}`, name, type, settings: {},
      config: type === "core/switch" ? { cases: { kind: "cases" as const, cases: [{ port: "c_eu", label: "EU", when: { kind: "cel" as const, source: "true" } }] } } : {},
    })),
    edges: edges.map((text, index): FlowEdge => {
      const [from = "", arrow, to = ""] = text.split(" ");
      const [node = "", port = "out"] = from.split(".");
      return { id: `e_${index}`, carries: arrow === "=>" ? "records" : "value", from: { node: `n_${node}`, port }, to: { node: `n_${to}`, port: "in" } };
    }),
    layout: { nodes: {} },
  };
}

function port(text: string, otherwise = "out") {
  const [node = "", id = otherwise] = text.split(".");
  return { node: `n_${node}`, port: id };
}

function why(document: FlowDocument, from: string, to: string): string | null {
  return whyNotConnect(document, nodeTypes, port(from), port(to, "in"));
}

const types = {
  hook: "core/webhook", map: "core/map", map2: "core/map", call: "http/request", split: "core/split", split2: "core/split", dedupe: "core/deduplicate",
  collect: "core/collect", merge: "core/merge", respond: "core/respond", choose: "core/switch", after: "core/map",
};

describe("what may be connected", () => {
  test.each<[string, string[], string, string, string | null]>([
    ["a value to an action", [], "hook", "call", null],
    ["records to an action", [], "split", "call", null],
    ["records to what takes one value", [], "split", "respond", "needs one value"],
    ["a value to what takes records", [], "hook", "dedupe", "needs records"],
    ["records to a source", [], "split", "split2", "needs one value"],
    ["done to an action", [], "split.done", "call", null],
    ["records to a step that a value leads into", ["hook -> call"], "split", "call", "a value already leads into it"],
    ["a value to a step that records lead into", ["split => call"], "hook", "call", "records already lead into it"],
    ["records to a step that leads to one that needs one value", ["map -> respond"], "split", "map", "leads to steps that need one value"],
    ["records to a step that leads to one that takes either", ["map -> call"], "split", "map", null],
    ["records to a step that meets a value further on", ["hook -> merge", "map -> merge"], "split", "map", "leads to steps that need one value"],
    ["a value to an open step that leads to records", ["map => dedupe"], "hook", "map", "leads to steps that need records"],
    ["an open step to what takes records", [], "map", "dedupe", null],
    ["an open step to what takes one value", [], "map", "respond", null],
    ["an open step that leads to one value, to what takes records", ["map -> respond"], "map", "dedupe", "leads to steps that need one value"],
    ["records of two sources in one step", ["split => merge"], "split2", "merge", "gets records of another source"],
    ["records of two sources further on", ["split => dedupe", "dedupe => collect", "map => dedupe"], "split2", "map", "gets records of another source"],
    ["two ways of one source in one step", ["split => choose", "choose.c_eu => map", "choose.else => map2", "map => merge"], "map2", "merge", null],
    ["a case to a step", ["hook -> choose"], "choose.c_eu", "map", null],
    ["a case that is not there", ["hook -> choose"], "choose.c_us", "map", "nothing leaves here"],
    ["a summary onwards", ["split => collect"], "collect", "after", null],
    ["a failed record to a step for records", ["split => call"], "call.error", "map", null],
    ["a failed source to a step for values", ["split => call"], "split.error", "respond", null],
    ["a loop", ["hook -> map", "map -> map2"], "map2", "map", "would close a loop"],
  ])("%s", (_, edges, from, to, reason) => {
    expect(why(draw(types, edges), from, to)).toBe(reason);
  });

  test("the ports that fit are exactly those that could be joined", () => {
    const document = draw(types, ["hook -> split", "split => choose", "choose.c_eu => map", "map2 -> respond", "split.done -> after"]);
    for (const from of ["split", "split.done", "split.error", "choose.else", "map", "map2", "hook", "call"]) {
      const fits = fittingPorts(document, nodeTypes, { ...port(from), side: "source" });
      const joinable = document.nodes.filter(({ name }) => why(document, from, name) === null).map(({ id }) => `${id} in`);
      expect([...fits].toSorted(), from).toEqual(joinable.toSorted());
    }
  });
});

function carried(document: FlowDocument): string[] {
  return document.edges.map((edge) => `${edge.from.node.slice(2)} ${edge.carries === "records" ? "=>" : "->"} ${edge.to.node.slice(2)}`);
}

function editor(document: FlowDocument) {
  return createEditorStore({ document, name: "Flow", nodeTypes, readOnly: false });
}

describe("what edges carry follows what comes in", () => {
  test("connecting records re-carries everything downstream, and one undo takes all of it back", () => {
    const before = draw(types, ["map -> call", "call -> map2"]);
    const store = editor(before);
    store.getState().dispatch({ type: "connect", edge: edgeBetween(before, nodeTypes, port("split"), port("map", "in")) });
    expect(carried(store.getState().document)).toEqual(["map => call", "call => map2", "split => map"]);
    store.getState().undo();
    expect(store.getState().document).toEqual(before);
    store.getState().redo();
    expect(carried(store.getState().document)).toEqual(["map => call", "call => map2", "split => map"]);
  });

  test("removing what brought records makes values of what can be values again", () => {
    const store = editor(draw(types, ["split => map", "map => call", "call => map2"]));
    store.getState().dispatch({ type: "remove", nodes: [], edges: ["e_0"] });
    expect(carried(store.getState().document)).toEqual(["map -> call", "call -> map2"]);
  });

  test("what leads to a step that takes only records stays as it was", () => {
    const store = editor(draw(types, ["split => map", "map => call", "call => collect", "collect -> after"]));
    store.getState().dispatch({ type: "remove", nodes: ["n_split"], edges: [] });
    expect(carried(store.getState().document)).toEqual(["map => call", "call => collect", "collect -> after"]);
    const { document } = store.getState();
    expect(why(document, "split2", "map")).toBeNull();
    expect(why(document, "hook", "map")).toBe("leads to steps that need records");
  });

  test("an open step becomes one for records, with all it leads to", () => {
    const document = draw(types, ["map -> call"]);
    const edge = edgeBetween(document, nodeTypes, port("map"), port("dedupe", "in"));
    expect(edge.carries).toBe("records");
    const store = editor(document);
    store.getState().dispatch({ type: "connect", edge });
    expect(carried(store.getState().document)).toEqual(["map => call", "map => dedupe"]);
  });

  test("nothing is done where everything fits", () => {
    expect(recarry(draw(types, ["hook -> split", "split => map", "split.done -> call", "split.error -> respond"]), nodeTypes)).toBeNull();
  });
});

test("edges into a merge of values are named after their step, each once; a rename changes no name", () => {
  const document = draw({ ...types, "map2": "core/map" }, []);
  document.nodes = document.nodes.map((node) => (node.id === "n_map" || node.id === "n_map2" ? { ...node, name: "Ask DHL" } : node));
  const store = editor(document);
  for (const from of ["map", "map2", "hook"]) {
    const { document: now, dispatch } = store.getState();
    dispatch({ type: "connect", edge: edgeBetween(now, nodeTypes, port(from), port("merge", "in")) });
  }
  store.getState().dispatch({ type: "rename-node", node: "n_map", name: "Ask UPS" });
  expect(store.getState().document.edges.map((edge) => edge.name)).toEqual(["ask_dhl", "ask_dhl_2", "hook"]);
  expect(edgeBetween(document, nodeTypes, port("split"), port("merge", "in")).name).toBeUndefined();
});
