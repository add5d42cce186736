import { describe, expect, test } from "vitest";
import { canonicalJson, type Json } from "#lib/json.ts";
import { createEditorStore } from "./editor-store.ts";
import { emptyHistory } from "./history.ts";
import { sampleDocument, sampleNodeTypes } from "./sample-document.test-support.ts";

function editor(readOnly = false) {
  return createEditorStore({ document: sampleDocument(), name: "Orders", nodeTypes: sampleNodeTypes, readOnly });
}

const text = (value: string) => ({ kind: "literal" as const, value });
const asText = (value: unknown) => canonicalJson(value as Json);

describe("dispatch", () => {
  test("changes the document and can be undone to the byte and redone", () => {
    const store = editor();
    const before = asText(store.getState().document);
    store.getState().dispatch({ type: "rename-node", node: "n_call", name: "Send it" });
    const after = asText(store.getState().document);
    expect(after).not.toBe(before);
    store.getState().undo();
    expect(asText(store.getState().document)).toBe(before);
    store.getState().redo();
    expect(asText(store.getState().document)).toBe(after);
  });

  test("typing in one field is one undo", () => {
    const store = editor();
    for (const typed of ["h", "ht", "htt", "http"]) {
      store.getState().dispatch({ type: "set-config", node: "n_call", key: "url", value: text(typed) }, { history: "squash" });
    }
    expect(store.getState().history.undos).toHaveLength(1);
    store.getState().undo();
    expect(store.getState().document.nodes[2]?.config["url"]).toEqual(text("https://example.com"));
    store.getState().redo();
    expect(store.getState().document.nodes[2]?.config["url"]).toEqual(text("http"));
  });

  test("typing after leaving the field, or in another field, is a new undo", () => {
    const store = editor();
    const type = (key: string, value: string) => store.getState().dispatch({ type: "set-config", node: "n_call", key, value: text(value) }, { history: "squash" });
    type("url", "a");
    type("method", "b");
    type("url", "c");
    store.getState().mark();
    type("url", "d");
    expect(store.getState().history.undos).toHaveLength(4);
  });

  test("squash does not join an edit that was recorded on its own", () => {
    const store = editor();
    store.getState().dispatch({ type: "set-config", node: "n_call", key: "url", value: text("a") }, { history: "record" });
    store.getState().dispatch({ type: "set-config", node: "n_call", key: "url", value: text("b") }, { history: "squash" });
    store.getState().undo();
    expect(store.getState().document.nodes[2]?.config["url"]).toEqual(text("a"));
  });

  test("a change that is not the user's leaves the history alone", () => {
    const store = editor();
    store.getState().dispatch({ type: "rename-node", node: "n_call", name: "X" }, { history: "ignore" });
    expect(store.getState().history).toEqual(emptyHistory);
  });

  test("a new edit after undo drops what could be redone", () => {
    const store = editor();
    store.getState().dispatch({ type: "rename-node", node: "n_call", name: "A" });
    store.getState().undo();
    store.getState().dispatch({ type: "rename-node", node: "n_call", name: "B" });
    store.getState().redo();
    expect(store.getState().document.nodes[2]?.name).toBe("B");
  });

  test("a viewer's editor changes nothing", () => {
    const store = editor(true);
    const before = store.getState().document;
    store.getState().dispatch({ type: "remove", nodes: ["n_call"], edges: [] });
    store.getState().rename("Other");
    expect(store.getState().document).toBe(before);
    expect(store.getState().name).toBe("Orders");
  });
});

test("removing a selected node takes it out of the selection, undo puts node, edges and place back", () => {
  const store = editor();
  store.getState().select({ nodes: ["n_map"], edges: ["e_two2"] });
  const before = asText(store.getState().document);
  store.getState().dispatch({ type: "remove", nodes: ["n_map"], edges: [] });
  expect(store.getState().selection).toEqual({ nodes: [], edges: [], notes: [] });
  expect(store.getState().document.edges).toHaveLength(0);
  store.getState().undo();
  expect(asText(store.getState().document)).toBe(before);
});

test("replacing the document keeps the one before an undo away", () => {
  const store = editor();
  const mine = store.getState().document;
  const theirs = { ...mine, nodes: mine.nodes.slice(0, 1), edges: [] };
  store.getState().replace(theirs, mine);
  expect(store.getState().document).toBe(theirs);
  store.getState().undo();
  expect(store.getState().document.nodes).toEqual(mine.nodes);
  expect(store.getState().document.edges).toEqual(mine.edges);
});

describe("a path into a merge that is called after the step it comes from", () => {
  const merged = (isRead: boolean) => {
    const { nodes, edges, layout } = sampleDocument();
    return createEditorStore({
      name: "Orders", nodeTypes: sampleNodeTypes, readOnly: false,
      document: {
        schemaVersion: 3, layout,
        nodes: [...nodes, { id: "n_both", name: "Both", type: "core/merge", config: {}, settings: {} }, { id: "n_last", name: "Last", type: "core/map", config: { fields: { kind: "fields", fields: isRead ? [{ name: "x", value: { kind: "reference", node: "n_both", path: ["call", "status"] } }] : [] } }, settings: {} }],
        edges: [...edges, { id: "e_both", carries: "value", from: { node: "n_call", port: "out" }, to: { node: "n_both", port: "in" } }, { id: "e_last", carries: "value", from: { node: "n_both", port: "out" }, to: { node: "n_last", port: "in" } }],
      },
    });
  };
  const edgeName = (store: ReturnType<typeof merged>) => store.getState().document.edges.find(({ id }) => id === "e_both")?.name;

  test("keeps its name when somebody reads it, in the same mark, however it is typed", () => {
    const store = merged(true);
    const before = asText(store.getState().document);
    for (const name of ["C", "Ca", "Carrier"]) store.getState().dispatch({ type: "rename-node", node: "n_call", name }, { history: "squash" });
    expect(edgeName(store)).toBe("call");
    const after = asText(store.getState().document);
    expect(store.getState().history.undos).toHaveLength(1);
    store.getState().undo();
    expect(asText(store.getState().document)).toBe(before);
    store.getState().redo();
    expect(asText(store.getState().document)).toBe(after);
  });

  test("follows the step while nobody does", () => {
    const store = merged(false);
    store.getState().dispatch({ type: "rename-node", node: "n_call", name: "Carrier" });
    expect(edgeName(store)).toBeUndefined();
  });
});
