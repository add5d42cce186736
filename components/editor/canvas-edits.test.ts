import { describe, expect, test } from "vitest";
import { checkDocument } from "#lib/flow/check/check-document.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { applyOperation } from "#lib/flow/operations/apply-operation.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { excerptOf } from "./clipboard/excerpt-of.ts";
import { pasteOperations } from "./clipboard/paste-operations.ts";
import { readDocument } from "#lib/flow/migrations/read-document.ts";
import { readExcerpt } from "./clipboard/read-excerpt.ts";
import { extractFlow, type Extraction } from "./calls/extract-flow.ts";
import { groupNodes, ungroupNodes } from "./groups/group-nodes.ts";
import { insertOnEdge, whyNotOnEdge } from "./insert-on-edge.ts";
import { findInFlow } from "./navigate/find-in-flow.ts";
import { neighbourOf } from "./navigate/neighbour-of.ts";
import { replaceNode, whyNotReplace } from "./replace-node.ts";
import { recarry } from "./wiring/recarry.ts";
import { sampleNodeTypes as types } from "./sample-document.test-support.ts";

const typeOf = (id: string) => {
  const type = types.get(id);
  if (!type) throw new Error(`no type ${id}`);
  return type;
};

function apply(document: FlowDocument, operations: readonly Operation[]): FlowDocument {
  const after = operations.reduce((now, operation) => applyOperation(now, operation).document, document);
  const also = recarry(after, types);
  return also ? applyOperation(after, also).document : after;
}

const errorsOf = (document: FlowDocument): string[] => checkDocument(document, types).filter((issue) => issue.severity === "error").map((issue) => `${issue.rule} ${issue.message}`);
const at = (document: FlowDocument, name: string) => document.layout.nodes[document.nodes.find((node) => node.name === name)?.id ?? ""];
const wires = (document: FlowDocument): string[] => document.edges.map(({ from, to, carries }) => `${nameOf(document, from.node)}.${from.port} ${carries} ${nameOf(document, to.node)}`).toSorted();
const nameOf = (document: FlowDocument, id: string): string => document.nodes.find((node) => node.id === id)?.name ?? id;

const orders = (): FlowDocument => buildDocument(
  {
    hook: { type: "core/webhook" },
    shape: { type: "core/map", config: { fields: fields({ email: reference("hook", "body", "email"), total: reference("hook", "body", "total") }) } },
    send: { type: "http/request", config: { method: literal("POST"), url: literal("https://example.com/in"), send: literal("value"), bodyValue: reference("shape") }, settings: { retry: { attempts: 4, backoff: "constant", delayMs: 10, maxDelayMs: 10 } } },
    tell: { type: "http/request", config: { url: { kind: "template", parts: ["https://example.com/", reference("send", "body", "id")] } } },
  },
  ["hook -> shape", "shape -> send", "send -> tell"],
);

const records = (): FlowDocument => buildDocument(
  { hook: { type: "core/webhook" }, lines: { type: "core/split", config: { list: reference("hook", "body", "lines") } }, line: { type: "core/map", config: { fields: fields({ sku: reference("lines", "sku") }) } }, sum: { type: "core/collect" } },
  ["hook -> lines", "lines => line", "line => sum"],
);

describe("a step on an edge", () => {
  test("takes its place, and what comes after makes room", () => {
    const document = orders();
    const inserted = insertOnEdge(document, types, "e_0001", typeOf("core/filter"));
    const after = apply(document, inserted?.operations ?? []);
    expect(wires(after)).toEqual(["Filter.out value send", "hook.out value shape", "send.out value tell", "shape.out value Filter"]);
    expect(at(after, "Filter")).toEqual(at(document, "send"));
    expect(at(after, "tell")?.x).toBe((at(document, "tell")?.x ?? 0) + 256);
    expect(at(after, "shape")).toEqual(at(document, "shape"));
  });

  test("between records works on records, and only what fits there is offered", () => {
    const document = records();
    expect(whyNotOnEdge(document, types, "e_0001", typeOf("core/wait"))).toBe("needs one value");
    expect(whyNotOnEdge(document, types, "e_0001", typeOf("core/stop"))).not.toBeNull();
    expect(whyNotOnEdge(document, types, "e_0001", typeOf("core/webhook"))).not.toBeNull();
    const after = apply(document, insertOnEdge(document, types, "e_0001", typeOf("core/deduplicate"))?.operations ?? []);
    expect(wires(after)).toContain("lines.out records Deduplicate");
    expect(wires(after)).toContain("Deduplicate.out records line");
  });

  test("keeps the name that a merge knows the path by", () => {
    const document = buildDocument({ hook: { type: "core/webhook" }, a: { type: "core/map" }, both: { type: "core/merge" } }, ["hook -> a", "a -> both"]);
    const named = apply(document, [{ type: "name-edge", edge: "e_0001", name: "left" }]);
    const after = apply(named, insertOnEdge(named, types, "e_0001", typeOf("core/filter"))?.operations ?? []);
    expect(after.edges.find((edge) => edge.to.node === nodeId("both"))?.name).toBe("left");
  });

  test("is one of the canvas, when nothing is joined to it", () => {
    const document = apply(orders(), [{ type: "add-nodes", nodes: [{ node: { id: "n_loose", name: "loose", type: "core/map", config: {}, settings: {} }, at: { x: 0, y: 600 } }], edges: [] }]);
    const loose = document.nodes.at(-1);
    const after = apply(document, (loose && insertOnEdge(document, types, "e_0000", loose)?.operations) ?? []);
    expect(wires(after)).toContain("hook.out value loose");
    expect(after.nodes).toHaveLength(document.nodes.length);
  });
});

describe("a step instead of another", () => {
  test("keeps id, edges, references to it and the settings that it shares", () => {
    const document = orders();
    const replaced = replaceNode(document, types, nodeId("send"), typeOf("core/code"));
    expect(replaced).toMatchObject({ kept: 2, had: 2 });
    const after = apply(document, replaced?.operations ?? []);
    const node = after.nodes[2];
    expect(node).toMatchObject({ id: nodeId("send"), name: "send", type: "core/code", settings: { retry: { attempts: 4 } } });
    expect(Object.keys(node?.config ?? {})).not.toContain("url");
    expect(wires(after)).toEqual(wires(document));
    expect(after.edges.map(({ id }) => id)).toEqual(document.edges.map(({ id }) => id));
    expect(errorsOf(after).filter((issue) => issue.includes("gone"))).toEqual([]);
  });

  test("takes over what it can: a branch's first way leads on where the step led on", () => {
    const document = orders();
    const after = apply(document, replaceNode(document, types, nodeId("shape"), typeOf("core/branch"))?.operations ?? []);
    expect(wires(after)).toContain("shape.yes value send");
  });

  test("is refused for triggers, and says why", () => {
    const document = orders();
    expect(whyNotReplace(document, types, nodeId("hook"), typeOf("core/map"))).toBe("a flow needs its trigger");
    expect(whyNotReplace(document, types, nodeId("send"), typeOf("core/manual"))).toBe("a flow has one trigger");
    expect(whyNotReplace(document, types, nodeId("hook"), typeOf("core/manual"))).toBeNull();
  });
});

describe("groups", () => {
  test("hold a step once; the last one that leaves takes the group along", () => {
    const document = orders();
    const first = apply(document, [groupNodes(document, [nodeId("shape"), nodeId("send")]).operation]);
    const second = apply(first, [groupNodes(first, [nodeId("send"), nodeId("tell")]).operation]);
    expect(Object.values(second.layout.groups ?? {}).map((group) => [group.title, group.nodes])).toEqual([["Group", [nodeId("shape")]], ["Group 2", [nodeId("send"), nodeId("tell")]]]);
    expect(apply(second, [ungroupNodes(second, second.nodes.map(({ id }) => id))]).layout).toEqual(document.layout);
    expect(Object.values(apply(second, [{ type: "remove", nodes: [nodeId("shape")], edges: [] }]).layout.groups ?? {})).toHaveLength(1);
  });

  test("a step between two of one group belongs to it", () => {
    const document = apply(orders(), [groupNodes(orders(), [nodeId("shape"), nodeId("send")]).operation]);
    const after = apply(document, insertOnEdge(document, types, "e_0001", typeOf("core/filter"))?.operations ?? []);
    expect(Object.values(after.layout.groups ?? {})[0]?.nodes).toHaveLength(3);
  });
});

describe("copy and paste", () => {
  test("gives new ids and free names, and points at the copies", () => {
    const document = orders();
    const excerpt = excerptOf(document, { nodes: [nodeId("shape"), nodeId("send")], notes: [] });
    expect(excerpt.edges).toHaveLength(1);
    const pasted = pasteOperations(document, types, excerpt, { x: 0, y: 400 }, new Set());
    const after = apply(document, pasted.operations);
    const [shape, send] = after.nodes.slice(-2);
    expect([shape?.name, send?.name]).toEqual(["shape 2", "send 2"]);
    expect(send?.config["bodyValue"]).toMatchObject({ node: shape?.id });
    // The webhook is here, so that the copy reads it too.
    expect(JSON.stringify(shape?.config)).toContain(nodeId("hook"));
  });

  test("elsewhere, what it refers to is missing and its connection too: said, and an issue", () => {
    const document = orders();
    const excerpt = excerptOf(apply(document, [{ type: "set-connection", node: nodeId("send"), connection: "conn_abc" }]), { nodes: [nodeId("send"), nodeId("hook")], notes: [] });
    const other = buildDocument({ start: { type: "core/manual" } }, []);
    const pasted = pasteOperations(other, types, excerpt, { x: 0, y: 0 }, new Set(["conn_other"]));
    const after = apply(other, pasted.operations);
    expect(after.nodes.map(({ name }) => name)).toEqual(["start", "send"]);
    expect(after.nodes[1]?.connection).toBeUndefined();
    expect(pasted.said).toEqual(["Pasted 1 step.", "The trigger was left out: a flow has one.", "1 step lost the connection: this workspace does not have it. Choose one.", "1 step refers to steps that are not here; the issues say where."]);
    expect(errorsOf(after).join("\n")).toMatch(/“send” refers to a step that is gone/);
    expect(apply(other, pasteOperations(other, types, excerpt, { x: 0, y: 0 }, new Set(["conn_abc"])).operations).nodes[1]?.connection).toBe("conn_abc");
  });

  test("a group goes along whole, notes with their text", () => {
    const grouped = apply(orders(), [groupNodes(orders(), [nodeId("shape"), nodeId("send")]).operation, { type: "set-notes", notes: { t_0001: { x: 0, y: 200, width: 200, text: "why" } } }]);
    const after = apply(grouped, pasteOperations(grouped, types, excerptOf(grouped, { nodes: [nodeId("shape"), nodeId("send")], notes: ["t_0001"] }), { x: 0, y: 0 }, null).operations);
    expect(Object.values(after.layout.groups ?? {})).toHaveLength(2);
    expect(Object.values(after.layout.notes ?? {}).map(({ text }) => text)).toEqual(["why", "why"]);
    expect(excerptOf(grouped, { nodes: [nodeId("shape")], notes: [] }).layout.groups).toBeUndefined();
  });

  const open = async (value: unknown) => readDocument(value);
  test.each([
    ["not JSON", "hello", /^This is not JSON/],
    ["another thing", "[1]", /no steps in it/],
    ["no version", '{"nodes":[]}', /schemaVersion is missing/],
    ["a later version", '{"schemaVersion":99,"nodes":[]}', /newer Millrace/],
    ["a broken step", JSON.stringify({ ...orders(), nodes: [{ ...orders().nodes[0], settings: { timeoutMs: 1 } }] }), /In step “hook”, settings timeoutMs: /],
  ])("%s is refused in words", async (_, text, words) => {
    const read = await readExcerpt(text, open);
    expect(read.ok ? "" : read.problem.join("\n")).toMatch(words);
  });

  test("a whole flow, also of an old version and as the API gives it, can be pasted", async () => {
    expect(await readExcerpt(JSON.stringify({ name: "Orders", document: { ...orders(), schemaVersion: 1 } }), open)).toMatchObject({ ok: true, value: { schemaVersion: orders().schemaVersion } });
  });
});

describe("a selection as a flow of its own", () => {
  const extracted = (document: FlowDocument, names: readonly string[]): Extraction => {
    const extraction = extractFlow(document, types, names.map(nodeId));
    if ("why" in extraction) throw new Error(extraction.why);
    return extraction;
  };

  test("takes what it read, answers with what is read of it, and the rest reads the call", () => {
    const document = orders();
    const extraction = extracted(document, ["shape", "send"]);
    expect(extraction.inputs).toEqual([{ name: "email", type: "any", required: true }, { name: "total", type: "any", required: true }]);
    expect(extraction.outputs).toEqual(["id"]);
    expect(errorsOf(extraction.child)).toEqual([]);
    const { operations, call } = extraction.operations("flow_abc", "Send an order");
    const after = apply(document, operations);
    expect(wires(after)).toEqual(["Send an order.out value tell", "hook.out value Send an order"]);
    expect(after.nodes.find(({ id }) => id === nodeId("tell"))?.config["url"]).toMatchObject({ parts: ["https://example.com/", { node: call, path: ["id"] }] });
    expect(after.nodes.find(({ id }) => id === call)?.config["input"]).toMatchObject({ fields: [{ name: "email", value: { node: nodeId("hook"), path: ["body", "email"] } }, { name: "total" }] });
    expect(errorsOf(after)).toEqual([]);
  });

  test("expressions go along too", () => {
    const document = buildDocument(
      { hook: { type: "core/webhook" }, a: { type: "core/map", config: { fields: fields({ n: { kind: "cel", source: `${nodeId("hook")}.body.n + 1.0` } }) } }, b: { type: "core/map", config: { fields: fields({ m: { kind: "cel", source: `${nodeId("a")}.n * 2.0` } }) } } },
      ["hook -> a", "a -> b"],
    );
    const extraction = extracted(document, ["a"]);
    const after = apply(document, extraction.operations("flow_abc", "Add").operations);
    expect(errorsOf(extraction.child)).toEqual([]);
    expect(errorsOf(after)).toEqual([]);
    expect(JSON.stringify(extraction.child)).not.toContain(nodeId("hook"));
    expect(JSON.stringify(after)).not.toContain(nodeId("a"));
  });

  const branched = (): FlowDocument => buildDocument(
    { hook: { type: "core/webhook" }, big: { type: "core/branch", config: { when: { kind: "cel", source: "true" } } }, a: { type: "core/map", config: { fields: fields({ n: literal(1) }) } }, b: { type: "core/map", config: { fields: fields({ n: literal(2) }) } }, both: { type: "core/merge" }, end: { type: "core/map", config: { fields: fields({ n: literal(3) }) } } },
    ["hook -> big", "big.yes -> a", "big.else -> b", "a -> both", "b -> both", "both -> end", "a.error -> end"],
  );

  test.each([
    ["the trigger", orders(), ["hook", "shape"], /trigger “hook” stays/],
    ["records cut", records(), ["line"], /^Records run from “lines” to “line”/],
    ["several beginnings", branched(), ["a", "b"], /begins at several steps: “a”, “b”/],
    ["one way of several", branched(), ["big"], /leads on at several places|one way of several/],
    ["an error path cut", branched(), ["big", "a", "b", "both"], /error path of “a”/],
    ["a merge that takes the output", branched(), ["b"], /“both” takes the output of “b”/],
  ])("refuses %s", (_, document, names, words) => {
    const extraction = extractFlow(document, types, names.map(nodeId));
    expect("why" in extraction ? extraction.why : "").toMatch(words);
  });

  test("a whole region, and a branch whose ways meet again, can be one", () => {
    const document = branched();
    const calm = { ...document, edges: document.edges.filter((edge) => edge.from.port !== "error") };
    expect(errorsOf(extracted(calm, ["big", "a", "b", "both"]).child)).toEqual([]);
    expect(errorsOf(extracted(records(), ["lines", "line", "sum"]).child)).toEqual([]);
  });
});

test("find looks through names, kinds, settings and notes, in the order of the flow", () => {
  const document = apply(orders(), [{ type: "set-notes", notes: { t_0001: { x: 0, y: 0, width: 200, text: "See example.com" } } }]);
  expect(findInFlow(document, types, "example.COM").map(({ kind, name, where }) => [kind, name, where])).toEqual([
    ["node", "send", "URL: https://example.com/in"], ["node", "tell", "URL: https://example.com/send.body.id"], ["note", "Note", "See example.com"],
  ]);
  expect(findInFlow(document, types, "webhook").map(({ name }) => name)).toEqual(["hook"]);
  expect(findInFlow(document, types, " ")).toEqual([]);
});

test("one goes on along an edge and back, and up and down by place", () => {
  const document = apply(orders(), [{ type: "move-nodes", to: { [nodeId("tell")]: { x: 300, y: 200 } } }]);
  expect(neighbourOf(document, types, null, "on")).toBe(nodeId("hook"));
  expect(neighbourOf(document, types, nodeId("hook"), "on")).toBe(nodeId("shape"));
  expect(neighbourOf(document, types, nodeId("send"), "back")).toBe(nodeId("shape"));
  expect(neighbourOf(document, types, nodeId("shape"), "down")).toBe(nodeId("tell"));
  expect(neighbourOf(document, types, nodeId("hook"), "back")).toBeNull();
});
