import { describe, expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { checkDocument } from "#lib/flow/check/check-document.ts";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import { nodeNames } from "#lib/flow/node-names.ts";
import { applyOperation } from "#lib/flow/operations/apply-operation.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import { summarize } from "#lib/flow/summarize.ts";
import type { Json } from "#lib/json.ts";
import { present } from "#lib/assert.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";

const field = (name: string, type: string, more: Record<string, Json> = {}) => ({ name, label: "", type, required: true, ...more });

function starting(form: Json, reads: ConfigValue = fields({ x: literal(1) })): FlowDocument {
  return buildDocument({ form: { type: "core/form", config: { title: literal("Refund"), fields: literal(form) } }, read: { type: "core/map", config: { fields: reads } } }, ["form -> read"]);
}

function issues(document: FlowDocument): string[] {
  return checkDocument(document, nodeTypes).map((issue) => `${issue.severity} ${issue.rule} ${issue.field ?? ""}`);
}

test.each<[string, Json]>([
  ["no list", { amount: "number" }],
  ["an empty list", []],
  ["a name of two words", [field("the amount", "text")]],
  ["a name twice", [field("a", "text"), field("a", "number")]],
  ["__proto__ with a space", [field("__proto__ ", "text")]],
  ["an unknown type", [field("a", "file")]],
  ["nothing to choose from", [field("a", "choice", { options: [] })]],
])("%s is an issue", (_, form) => {
  expect(issues(starting(form)).filter((issue) => issue !== "error type-field fields")).toEqual(["error form fields"]);
});

test("a form needs a title and a field", () => {
  expect(issues(buildDocument({ form: { type: "core/form" } }, [])).toSorted()).toEqual(["error field-required fields", "error field-required title"]);
});

describe("one press mends", () => {
  test.each<[string, Json[], Json]>([
    ["a name that is missing, from the label", [field("", "text", { label: "Größe & Preis" }), field("b", "text")], { name: "gro_e_preis" }],
    ["a name that is missing, and taken", [field("", "text", { label: "B" }), field("b", "text")], { name: "b_2" }],
    ["a name twice", [field("b", "text"), field("b", "number")], { name: "b" }],
    ["a choice twice", [field("a", "choice", { options: ["x", "y", "x"] })], { options: ["x", "y"] }],
  ])("%s", (_, form, first) => {
    const document = starting(form);
    const fix = present(checkDocument(document, nodeTypes)[0]?.fix, "a fix");
    const mended = fix.operations.reduce((before, operation) => applyOperation(before, operation).document, document);
    expect(issues(mended)).toEqual([]);
    const value = mended.nodes.find((node) => node.id === nodeId("form"))?.config["fields"];
    expect(value?.kind === "literal" && Array.isArray(value.value) && value.value[0]).toMatchObject(first as object);
  });
});

test("answers have the types of their fields; what is needed is there for sure", () => {
  const form = [field("amount", "number"), field("mail", "email"), field("note", "long", { required: false }), field("sure", "boolean", { required: false })];
  const reads = (value: ConfigValue & { kind: "reference" }) => checkDocument(starting(form, fields({ x: value })), nodeTypes).map((issue) => issue.rule);
  for (const path of [["id"], ["submittedAt"], ["fields", "amount"], ["fields", "mail"], ["fields", "sure"]]) expect(reads(reference("form", ...path))).toEqual([]);
  expect(reads(reference("form", "fields", "note"))).toEqual(["type-optional"]);
  expect(reads(reference("form", "fields", "nothing"))).toEqual(["type-path"]);
});

test("it is an event, and its plate says the form's title (graph-8)", () => {
  const document = starting([field("a", "text")]);
  expect(patternOf(document, nodeTypes)).toBe("event");
  const node = present(document.nodes[0], "the form");
  expect(summarize(node, present(nodeTypes.get("core/form"), "its type"), nodeNames(document.nodes))).toBe("When somebody sends “Refund”");
});
