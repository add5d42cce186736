import { describe, expect, it } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import type { FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import { buildDocument, fields, literal, nodeId } from "#tests/support/build-document.ts";
import { changeSentences, type Compared } from "./change-sentences.ts";

const before = buildDocument(
  {
    hook: { type: "core/webhook" },
    send: { type: "http/request", config: { method: literal("POST"), url: literal("https://a.example"), send: literal("value"), headers: fields({ "X-Old": literal("1"), "X-Both": literal("1") }) }, settings: { onError: "skip" } },
    look: { type: "http/request", config: { method: literal("GET"), url: literal("https://a.example") } },
  },
  ["hook -> send", "send -> look"],
);

function withNode(document: FlowDocument, name: string, change: (node: FlowNode) => Partial<FlowNode>): FlowDocument {
  return { ...document, nodes: document.nodes.map((node) => (node.id === nodeId(name) ? { ...node, ...change(node) } : node)) };
}

function read(after: FlowDocument, more: Partial<Compared> = {}): string[] {
  const optionWords: Compared["optionWords"] = (_node, field, value) => (field === "send" ? ({ value: "JSON from one value", nothing: "No body" }[String(value)] ?? null) : null);
  return changeSentences({ before, after, types: nodeTypes, optionWords, voice: "does", asked: [], ...more }).map(({ parts }) => parts.map(({ text }) => text).join(" ").replaceAll(/ (?=[.,;])/g, ""));
}

describe("what differs, for people", () => {
  it("says what is renamed, and from what to what a setting goes, as its form says it", () => {
    const after = withNode(withNode(before, "look", () => ({ name: "read leads" })), "send", ({ config }) => ({ config: { ...config, url: literal("https://b.example"), send: literal("nothing") } }));
    expect(read(after)).toEqual(["Changes “URL” of send from https://a.example to https://b.example.", "Changes “Body” of send from JSON from one value to No body.", "Renames look to read leads."]);
    expect(read(after, { voice: "did" })[2]).toBe("Renamed look to read leads.");
  });

  it("names rows of a list by themselves, and an answer that is still to be given", () => {
    const after = withNode(before, "send", ({ config }) => ({ config: { ...config, headers: fields({ "X-Both": literal("2"), "X-Team": literal("") }) } }));
    const asked: Compared["asked"] = [{ key: "team", label: "Team", help: "", type: "text", required: true, places: [{ node: nodeId("send"), path: ["headers", "fields", 1, "value", "value"] }] }];
    expect(read(after, { asked })).toEqual(["Takes away “X-Old” in “Headers” of send, which was 1.", "Changes “X-Both” in “Headers” of send from 1 to 2.", "Adds “X-Team” in “Headers” of send with what you answer below."]);
  });

  it("says what a step does when it fails, how long it may take and how often it is tried without technical values", () => {
    const after = withNode(before, "send", () => ({ settings: { timeoutMs: 7_000, retry: { attempts: 5, backoff: "exponential", delayMs: 1_000, maxDelayMs: 60_000 } } }));
    expect(read(after)).toEqual(["Sets the time limit of send to 7 s.", "Sets the retries of send to up to 5 tries, waiting 1 s at first and 1 min at most.", "Sets what happens when send fails back to the usual; it was what follows is skipped."]);
    expect(read(withNode(before, "send", ({ settings }) => ({ settings: { ...settings, disabled: true } })))).toEqual(["Leaves out send."]);
  });

  it("says which steps and connections came and went", () => {
    const after = { ...before, nodes: before.nodes.filter(({ name }) => name !== "look"), edges: before.edges.filter(({ to }) => to.node !== nodeId("look")) };
    expect(read(after)).toEqual(["Takes away the step look.", "Takes away the connection from send to look."]);
    expect(read(before, { before: after, after: before })).toEqual(["Adds the step look.", "Adds the connection from send to look."]);
    expect(read({ ...before, layout: { nodes: { ...before.layout.nodes, [nodeId("look")]: { x: 9, y: 9 } } } })).toEqual(["Moves 1 step on the canvas, which changes no run."]);
  });
});
