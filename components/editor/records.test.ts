import { describe, expect, test } from "vitest";
import { applyOperation } from "#lib/flow/operations/apply-operation.ts";
import { duplicateNodes } from "./duplicate-nodes.ts";
import { createEditorStore } from "./editor-store.ts";
import { configOperations } from "./inspector/config-operations.ts";
import { type OperationDetail, sampleOutputs } from "./inspector/sample-outputs.ts";
import { runStateOf } from "./nodes/run-state.ts";
import { outlineRows } from "./outline/outline-rows.ts";
import { createProjector } from "./project.ts";
import { recordsDocument } from "./records-document.test-support.ts";
import { runEdges } from "./run-edges.ts";
import { sampleNodeTypes } from "./sample-document.test-support.ts";
import { Wiring } from "./wiring/wiring.ts";

const document = recordsDocument();
const measured = new Map<string, { width: number; height: number }>();
const still = { nodeTypes: sampleNodeTypes, issues: [], selectedNodes: [], selectedEdges: [], moving: null, measured };

function nodeOf(id: string) {
  const node = document.nodes.find((candidate) => candidate.id === id);
  if (!node) throw new Error(`no node ${id}`);
  return node;
}

describe("what records look like", () => {
  const project = createProjector();
  const { nodes, edges, beds } = project({ ...still, document });
  const plate = (id: string) => nodes.find((node) => node.id === id);

  test("ports are slots where records run, named by their case", () => {
    expect(plate("n_split")?.data.ports.outputs.map(({ id, look, name }) => [id, look, name])).toEqual([["out", "records", null], ["done", "value", "done"]]);
    expect(plate("n_which")?.data.ports.outputs.map(({ look, name }) => [look, name])).toEqual([["records", "EU"], ["records", "US"], ["records", "else"]]);
    expect(plate("n_call")?.data.ports.inputs[0]?.look).toBe("records");
    expect(plate("n_sink")?.data.ports.outputs[0]?.look).toBe("value");
    expect(plate("n_after")?.data.mode).toBe("value");
  });

  test("plates and edges say it in words too", () => {
    expect(plate("n_call")?.ariaLabel).toContain("for each record of Each line");
    expect(plate("n_after")?.ariaLabel).not.toContain("for each record");
    expect(edges.map((edge) => edge.ariaLabel)).toEqual(["Begin to Each line", "Each line to Where to, records", "Where to to Book, EU", "Book to All, records", "Where to to All, US", "All to Summary"]);
  });

  test("one bed lies under the source, all that works on its records, and where they end", () => {
    expect(beds).toEqual([{ source: "n_split", x: 240, y: -40, width: 1088 + 204 + 16 - 240, height: 89 + 18 + 40 }]);
    expect(project({ ...still, document }).beds).toBe(beds);
    expect(project({ ...still, document, moving: { n_sink: { x: 1188, y: 0 } } }).beds[0]?.width).toBe(1188 + 204 + 16 - 240);
  });

  test("a changed case label reaches its port and nothing else", () => {
    const { document: renamed } = applyOperation(document, { type: "set-config", node: "n_which", key: "cases", value: { kind: "cases", cases: [{ port: "c_eu", label: "Europe", when: { kind: "cel", source: "true" } }] } });
    const next = project({ ...still, document: renamed });
    expect(next.nodes.find((node) => node.id === "n_which")?.data.ports.outputs.map(({ name }) => name)).toEqual(["Europe", "else"]);
    expect(next.nodes.find((node) => node.id === "n_call")?.data.ports).toBe(plate("n_call")?.data.ports);
  });
});

test("removing a case removes its edges in the same mark; renaming or moving one removes none", () => {
  const which = nodeOf("n_which");
  const cases = which.config["cases"];
  if (cases?.kind !== "cases") throw new Error("no cases");
  const [eu, us] = cases.cases;
  if (!eu || !us) throw new Error("two cases");
  expect(configOperations(document, which, "cases", { kind: "cases", cases: [us, { ...eu, label: "Europe" }] })).toHaveLength(1);

  const store = createEditorStore({ document, name: "Flow", nodeTypes: sampleNodeTypes, readOnly: false });
  store.getState().perform(configOperations(document, which, "cases", { kind: "cases", cases: [us] }));
  expect(store.getState().document.edges.map((edge) => edge.id)).toEqual(["e_0001", "e_0002", "e_0004", "e_0005", "e_0006"]);
  store.getState().undo();
  expect(store.getState().document).toEqual(document);
});

test("copies refer to copies in expressions and conditions, and keep the ports of cases", () => {
  const copies = duplicateNodes(document, sampleNodeTypes, ["n_split", "n_which", "n_call"]);
  if (!copies) throw new Error("nothing was copied");
  const after = applyOperation(document, copies.operation).document;
  const [split = "", which = "", call = ""] = copies.ids;
  const config = (id: string) => after.nodes.find((node) => node.id === id)?.config;
  expect(config(which)?.["cases"]).toMatchObject({ cases: [{ port: "c_eu", when: { source: `${split}.country in ["DE"]` } }, { port: "c_us", when: { tests: [{ left: { node: split } }] } }] });
  expect(config(call)?.["url"]).toEqual({ kind: "cel", source: `"https://x.test/" + ${split}.sku` });
  expect(after.edges.slice(6).map((edge) => [edge.from.node, edge.from.port, edge.carries])).toEqual([["n_start", "out", "value"], [split, "out", "records"], [which, "c_eu", "records"]]);
});

test("samples: inside, a source gives its record; outside, its summary; what records pass through, they leave as they came", () => {
  const wiring = new Wiring(document, sampleNodeTypes);
  const details = new Map<string, OperationDetail>(["core/manual", "core/split", "core/switch", "http/request", "core/collect", "core/map"].map((type) => [type, { input: {}, output: { type: "object" }, sample: { of: type, written: 2 } }]));
  const samples = sampleOutputs(wiring, document.nodes, details);
  const record = { sku: "a", country: "DE" };
  expect(samples.outputs.get("n_start")?.value).toEqual({ lines: [] });
  expect(samples.seenBy("n_call", "n_split")?.value).toEqual(record);
  expect(samples.outputs.get("n_which")?.value).toEqual(record);
  expect(samples.seenBy("n_after", "n_split")?.value).toMatchObject({ read: 2, rejected: 0 });
  expect(samples.outputs.get("n_after")?.value).toEqual({ read: 2, double: 4 });
});

test("the outline says which rows records lead to, from where and by which case", () => {
  const rows = outlineRows(document, sampleNodeTypes).map((row) => [document.nodes.find((node) => node.id === row.node)?.name, row.joined, row.label]);
  expect(rows).toEqual([
    ["Begin", null, null],
    ["Each line", "value", null],
    ["Where to", "records", "for each record of Each line"],
    ["Book", "records", "Where to, EU"],
    ["All", "records", null],
    ["Summary", "value", null],
  ]);
});

describe("a run over records", () => {
  const counts = (part: Partial<{ in: number; out: number; filtered: number; rejected: number; written: number }>) => ({ in: 0, out: 0, filtered: 0, rejected: 0, written: 0, ...part });
  const step = { status: "succeeded" as const, startedAt: "2026-11-23T14:00:00.000Z", finishedAt: "2026-11-23T14:00:01.000Z" };
  const steps = new Map([
    ["n_start", { ...step, node: "n_start", port: "out" }],
    ["n_split", { ...step, node: "n_split", port: "done", counts: counts({ in: 3, out: 3 }) }],
    ["n_which", { ...step, node: "n_which", port: "out", counts: counts({ in: 3, out: 3 }) }],
    ["n_call", { ...step, node: "n_call", port: "out", counts: counts({ in: 1, out: 1 }) }],
    ["n_sink", { ...step, node: "n_sink", port: "out", counts: counts({ in: 3, written: 3 }) }],
  ]);

  test("channels carry their counts where the counts of their ends tell them", () => {
    const { taken, counts: said } = runEdges(document, steps);
    expect([...said]).toEqual([["e_0002", "3"], ["e_0003", "1"], ["e_0004", "1"]]);
    expect([...taken]).toEqual(["e_0001", "e_0002", "e_0003", "e_0004", "e_0005", "e_0006"]);
  });

  test("a plate says what its records came to, or that it was only simulated", () => {
    expect(runStateOf({ ...step, node: "n_a", counts: counts({ in: 3_000, out: 2_900, filtered: 100 }) }).foot).toBe("2,900 on, 100 dropped");
    expect(runStateOf({ ...step, node: "n_a", counts: counts({ in: 3, written: 2, rejected: 1 }) }).foot).toBe("2 stored, 1 rejected");
    expect(runStateOf({ ...step, node: "n_a", simulated: true })).toMatchObject({ foot: "simulated", word: "succeeded, simulated" });
    expect(runStateOf({ ...step, node: "n_a" }).foot).toBe("1 s");
  });
});
