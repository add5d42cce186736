import { describe, expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { checkDocument } from "#lib/flow/check/check-document.ts";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";

function issues(document: FlowDocument): string[] {
  return checkDocument(document, nodeTypes).map((issue) => `${issue.severity} ${issue.rule}`);
}

function asking(form: Json, reads: ConfigValue = fields({}), more: Record<string, ConfigValue> = {}): FlowDocument {
  return buildDocument(
    { t: { type: "core/manual" }, ask: { type: "core/approval", config: { question: literal("Refund?"), form: literal(form), ...more } }, read: { type: "core/map", config: { fields: reads } } },
    ["t -> ask", "ask.approved -> read"],
  );
}

const field = (name: string, type: string, more: Record<string, Json> = {}) => ({ name, label: "", type, required: true, ...more });

describe("the form of an approval", () => {
  test.each<[string, Json]>([
    ["no list", { amount: "number" }],
    ["an entry that is no field", [1]],
    ["no name", [field("", "text")]],
    ["a name that cannot be referred to", [field("the amount", "text")]],
    ["a name twice", [field("a", "text"), field("a", "number")]],
    ["nothing to choose from", [field("a", "choice", { options: [] })]],
    ["a choice twice", [field("a", "choice", { options: ["x", "x"] })]],
    ["filled with none of the choices", [field("a", "choice", { options: ["x"], default: "y" })]],
    ["a number filled with text", [field("a", "number", { default: "many" })]],
    ["a day filled with another date", [field("a", "date", { default: "24.12.2026" })]],
  ])("%s is an issue", (_, form) => {
    expect(issues(asking(form, fields({ x: literal(1) })))).toContain("error form");
  });

  test("gives its fields a type to those who read them", () => {
    const form = [field("amount", "number"), field("note", "long", { required: false }), field("sure", "boolean", { required: false })];
    const reads = (value: ConfigValue & { kind: "reference" }) => issues(asking(form, fields({ x: value })));
    expect(reads(reference("ask", "fields", "amount"))).toEqual([]);
    expect(reads(reference("ask", "fields", "sure"))).toEqual([]);
    expect(reads(reference("ask", "fields", "nothing"))).toEqual(["error type-path"]);
    expect(reads(reference("ask", "fields", "note"))).toEqual(["warning type-optional"]);
    // Nobody may have filled it in when the end of its time counts as an approval.
    expect(issues(asking(form, fields({ x: reference("ask", "fields", "amount") }), { after: literal("approved") }))).toEqual(["warning type-optional"]);
  });
});

describe("the link of an approval (graph-1)", () => {
  const map = (value: ConfigValue & { kind: "reference" }) => ({ type: "core/map", config: { fields: fields({ x: value }) } });
  const ask = { type: "core/approval", config: { question: literal("Refund?") } };

  test.each([["before it", ["t -> a", "a -> ask"]], ["beside it", ["t -> a", "t -> ask"]], ["after it", ["t -> ask", "ask.timeout -> a"]]])("may be used %s", (_, edges) => {
    expect(issues(buildDocument({ t: { type: "core/manual" }, ask, a: map(reference("ask", "link")) }, edges))).toEqual([]);
  });

  test("nothing else of it may, nor a link of another node", () => {
    const edges = ["t -> a", "a -> ask"];
    for (const path of [[], ["decision"], ["link", "x"]]) expect(issues(buildDocument({ t: { type: "core/manual" }, ask, a: map(reference("ask", ...path)) }, edges))).toContain("error graph-1");
    expect(issues(buildDocument({ t: { type: "core/manual" }, ask: map(reference("t", "x")), a: map(reference("ask", "link")) }, edges))).toContain("error graph-1");
  });
});
