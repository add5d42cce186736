import { expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { checkDocument } from "#lib/flow/check/check-document.ts";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { schemaProblems } from "#lib/server/answers/schema-problems.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";

function answering(gives: Json, respond: Record<string, ConfigValue>, hook: Record<string, ConfigValue> = {}): FlowDocument {
  return buildDocument(
    {
      hook: { type: "core/webhook", config: { answer: literal("respond"), gives: literal(gives), fields: literal([{ name: "id", type: "text", required: true }, { name: "note", type: "text", required: false }]), ...hook } },
      shape: { type: "core/map", config: { fields: fields({ id: reference("hook", "body", "id"), left: literal(3) }) } },
      answer: { type: "core/respond", config: respond },
    },
    ["hook -> shape", "shape -> answer"],
  );
}

const said = (document: FlowDocument): string[] => checkDocument(document, nodeTypes).filter(({ rule }) => rule === "type-answer").map(({ field, message, severity }) => `${severity} ${field}: ${message}`);
const object = (properties: Record<string, Json>, more: Record<string, Json> = {}): Json => ({ type: "object", properties, required: Object.keys(properties), ...more });

test.each<[string, Json, Record<string, ConfigValue>, string]>([
  ["another type", object({ left: { type: "string" } }), { body: reference("shape") }, "“left” of the answer is a number, but the trigger promises its callers text."],
  ["what a request has", object({ id: { type: "number" } }), { body: reference("hook", "body") }, "“id” of the answer is text, but the trigger promises its callers a number."],
  ["a field that is not there", object({ total: { type: "number" } }), { body: reference("shape") }, "The answer has no “total”"],
  ["a field too many", object({ id: { type: "string" } }, { additionalProperties: false }), { body: reference("shape") }, "The answer has “left”"],
  ["no body", object({}), {}, "The answer is nothing, but the trigger promises its callers an object."],
  ["text", object({ id: { type: "string" } }), { body: { kind: "template", parts: ["Order ", reference("hook", "body", "id")] } }, "The answer is text"],
  ["an expression", { type: "array", items: { type: "string" } }, { body: { kind: "cel", source: `{"left": n_shape.left}` } }, "The answer is an object, but the trigger promises its callers a list of text."],
  ["deep inside", object({ order: object({ lines: { type: "array", items: object({ sku: { type: "string" } }) } }) }), { body: literal({ order: { lines: [{ sku: 7 }] } }) }, "“order.lines.sku” of the answer is a number"],
  ["a number of an enum", { enum: ["a", "b"] }, { body: literal(1) }, "The answer is a number, but the trigger promises its callers text."],
])("an answer that can never be what was promised is an issue: %s", (_, gives, respond, message) => {
  const found = said(answering(gives, respond));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^error body: /);
  expect(found[0]).toContain(message);
});

test.each<[string, FlowDocument]>([
  ["it fits", answering(object({ id: { type: "string" }, left: { type: "integer" } }), { body: reference("shape") })],
  ["nothing is known of it", answering(object({ total: { type: "number" } }), { body: reference("hook", "body") }, { fields: literal([]) })],
  ["its status says no", answering(object({ total: { type: "number" } }), { status: literal(404), body: literal({ message: "no such order" }) })],
  ["it has no body by its status", answering(object({ total: { type: "number" } }), { status: literal(204) })],
  ["its status is not known", answering(object({ total: { type: "number" } }), { status: { kind: "cel", source: "n_shape.left == 3 ? 200 : 409" }, body: literal("text") })],
  ["the caller does not wait", answering(object({ total: { type: "number" } }), { body: literal("text") }, { answer: literal("ack") })],
  ["one of several kinds fits", answering({ anyOf: [{ type: "string" }, { type: "number" }] }, { body: reference("shape", "left") })],
  ["a number of an enum of numbers", answering({ enum: [1, 2] }, { body: literal(1) })],
  ["a constant list", answering({ const: [1] }, { body: literal([1]) })],
])("it is none when %s", (_, document) => {
  expect(said(document)).toEqual([]);
});

const schemas: Json[] = [
  {}, { type: "string" }, { type: "integer" }, { type: "null" }, { type: ["string", "null"] }, { enum: [1, "a", null] }, { const: { a: 1 } }, { type: "array", items: { type: "number" } },
  { type: "object" }, object({ a: { type: "string" } }), object({ a: { type: "number" } }, { additionalProperties: false }), { type: "object", properties: { a: { type: "number" } } },
  { anyOf: [object({ a: { type: "string" } }), object({ b: { type: "number" } })] }, { oneOf: [{ type: "boolean" }, { type: "array" }] }, { type: "object", additionalProperties: { type: "number" } },
  object({ a: { $ref: "#/$defs/one" } }, { $defs: { one: { type: "number" } } }), { type: "object", properties: {}, additionalProperties: false }, object({ a: object({ b: { type: "array", items: { type: "string" } } }) }),
];
const values: Json[] = [null, true, 0, 1.5, "", "a", [], [1], ["a", 1], {}, { a: 1 }, { a: "x" }, { a: 1, b: 2 }, { b: 2 }, { a: { b: [] } }, { a: { b: ["x"] } }, { a: { b: [1] } }, { a: null }, [[1]], { c: true }];

test("what is an issue is refused at run time too, for every value that is known", () => {
  const pairs = schemas.flatMap((schema) => values.map((value) => ({ schema, value, issue: said(answering(schema, { body: literal(value) })).length > 0 })));
  expect(pairs.filter(({ issue, schema, value }) => issue && schemaProblems(schema as never, value).length === 0)).toEqual([]);
  // And most of what is refused at run time is an issue before.
  const refused = pairs.filter(({ schema, value }) => schemaProblems(schema as never, value).length > 0);
  expect(refused.filter(({ issue }) => issue).length / refused.length).toBeGreaterThan(0.8);
});
