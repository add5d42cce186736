import { describe, expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { checkDocument } from "#lib/flow/check/check-document.ts";
import { compile } from "#lib/flow/compile.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { readDocument } from "#lib/flow/migrations/read-document.ts";
import { buildDocument, fields, hookMapRequest, literal, reference } from "#tests/support/build-document.ts";

function rules(document: FlowDocument): string[] {
  return checkDocument(document, nodeTypes).map((issue) => issue.rule);
}

const trigger = { type: "core/webhook" };
const map = { type: "core/map", config: { fields: fields({ a: literal(1) }) } };

test("the first flow has no issue", () => {
  expect(checkDocument(hookMapRequest("https://example.com"), nodeTypes)).toEqual([]);
});

describe("each rule finds its fault", () => {
  test.each<[string, FlowDocument]>([
    ["one-trigger", buildDocument({ a: map }, [])],
    ["one-trigger", buildDocument({ t: trigger, u: trigger, a: map }, ["t -> a", "u -> a"])],
    ["graph-3", buildDocument({ t: { ...trigger, settings: { disabled: true } }, a: map }, ["t -> a"])],
    ["node-type", buildDocument({ t: trigger, a: { type: "ghost/walk" } }, ["t -> a"])],
    ["edge", buildDocument({ t: trigger, a: map }, ["t -> a", "a.nowhere -> t"])],
    ["edge", buildDocument({ t: trigger, a: map }, ["t -> a", "t -> a"])],
    ["edge", buildDocument({ t: trigger, a: map }, ["t -> gone"])],
    ["graph-cycle", buildDocument({ t: trigger, a: map, b: map }, ["t -> a", "a -> b", "b -> a"])],
    ["unreachable", buildDocument({ t: trigger, a: map }, [])],
    ["field-required", buildDocument({ t: trigger, a: { type: "http/request" } }, ["t -> a"])],
    ["field-unknown", buildDocument({ t: trigger, a: { ...map, config: { ...map.config, speed: literal(1) } } }, ["t -> a"])],
    ["reference-dead", buildDocument({ t: trigger, a: { type: "core/map", config: { fields: fields({ x: reference("gone", "y") }) } } }, ["t -> a"])],
    ["graph-1", buildDocument({ t: trigger, a: { type: "core/map", config: { fields: fields({ x: reference("b", "y") }) } }, b: map }, ["t -> a", "t -> b"])],
    ["graph-2", buildDocument({ t: trigger, a: map, b: map, c: { type: "core/map", config: { fields: fields({ x: reference("b", "y") }) } } }, ["t -> a", "a.error -> b", "a -> c", "b -> c"])],
  ])("%s", (rule, document) => {
    expect(rules(document)).toContain(rule);
  });

  test("graph-2 is content with a default", () => {
    const x = { ...reference("b", "a"), default: 0 };
    const document = buildDocument({ t: trigger, a: map, b: map, c: { type: "core/map", config: { fields: fields({ x }) } } }, ["t -> a", "a.error -> b", "a -> c", "b -> c"]);
    expect(rules(document)).toEqual([]);
  });

  test("two names or field names that are equal", () => {
    const document = buildDocument({ t: trigger, a: map, b: map }, ["t -> a", "a -> b"]);
    const renamed = { ...document, nodes: document.nodes.map((node) => ({ ...node, name: node.name === "b" ? "a" : node.name })) };
    expect(rules(renamed)).toContain("node-name");
  });
});

test("compile gives the blocking issues, and never throws", () => {
  const compiled = compile(buildDocument({ a: map }, []), nodeTypes);
  expect(compiled.ok).toBe(false);
  expect(!compiled.ok && compiled.problem[0]?.rule).toBe("one-trigger");
});

describe("reading documents", () => {
  test.each([
    ["not an object", [1, 2]],
    ["a newer schema", { ...hookMapRequest("https://e.com"), schemaVersion: 99 }],
    ["an unknown key", { ...hookMapRequest("https://e.com"), extra: true }],
    ["a foreign id", { ...hookMapRequest("https://e.com"), nodes: [{ id: "x", name: "a", type: "core/map", config: {}, settings: {} }] }],
    ["no version", { nodes: [], edges: [], layout: { nodes: {} } }],
  ])("refuses %s with a reason", (_, value) => {
    const read = readDocument(value);
    expect(read.ok).toBe(false);
    expect(!read.ok && read.problem[0]?.message).toBeTruthy();
  });
});

test("a missing setting is called by the name it has on the screen", () => {
  const issues = checkDocument(buildDocument({ t: trigger, a: { type: "http/request" } }, ["t -> a"]), nodeTypes);
  expect(issues.map((issue) => issue.message)).toEqual(["“a” needs URL. Fill it in."]);
});
