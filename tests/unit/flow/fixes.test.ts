import { describe, expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { checkDocument } from "#lib/flow/check/check-document.ts";
import type { Binding, ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import type { Issue } from "#lib/flow/issue.ts";
import { applyOperation } from "#lib/flow/operations/apply-operation.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";

const shape = nodeId("shape");

/** What a step before gives, and a step that takes numbers, text and lists. */
function flow(config: Record<string, ConfigValue>, type = "core/map"): FlowDocument {
  return buildDocument({
    begin: { type: "core/manual", config: { fields: literal([{ name: "email", type: "text", required: true }, { name: "vip", type: "boolean", required: false }, { name: "count", type: "number", required: false }]) } },
    shape: { type: "core/map", config: { fields: fields({ e_mail: reference("begin", "email"), total: literal(12), tags: literal(["a"]) }) } },
    step: { type, config },
  }, ["begin -> shape", "shape -> step"]);
}

/** The one issue of a rule, and the document after its fix. */
function mended(document: FlowDocument, rule: string): { label: string | undefined; config: Record<string, ConfigValue>; left: Issue[] } {
  const [issue, ...others] = checkDocument(document, nodeTypes).filter((found) => found.rule === rule);
  expect(issue, JSON.stringify(checkDocument(document, nodeTypes))).toBeDefined();
  expect(others).toEqual([]);
  const after = (issue?.fix?.operations ?? []).reduce((at, operation) => applyOperation(at, operation).document, document);
  return { label: issue?.fix?.label, config: after.nodes.at(-1)?.config ?? {}, left: checkDocument(after, nodeTypes).filter((found) => found.rule === rule) };
}

test.each<[string, Binding, Binding]>([
  ["a reference", reference("shape", "email"), reference("shape", "e_mail")],
  ["a text", { kind: "template", parts: ["To ", reference("shape", "email")] }, { kind: "template", parts: ["To ", reference("shape", "e_mail")] }],
])("a field that is not there: the one whose name is nearest is offered, in %s", (_what, before, after) => {
  expect(mended(flow({ fields: fields({ to: before }) }), "type-path")).toEqual({ label: "Use e_mail", config: { fields: fields({ to: after }) }, left: [] });
});

test("nothing is offered for a name that is like no other", () => {
  expect(mended(flow({ fields: fields({ to: reference("shape", "address") }) }), "type-path").label).toBeUndefined();
});

test.each([["vip", "Use “no” when it is missing", false], ["count", "Use 0 when it is missing", 0]] as const)("a value that may be missing gets a default of its type: %s", (name, label, value) => {
  expect(mended(flow({ fields: fields({ x: reference("begin", name) }) }), "type-optional")).toEqual({ label, config: { fields: fields({ x: { ...reference("begin", name), default: value } }) }, left: [] });
});

describe("a value of another type", () => {
  test("a number becomes text, a single value a list, a list text", () => {
    const url = mended(flow({ url: reference("shape", "total") }, "http/request"), "type-field");
    expect(url).toMatchObject({ label: "Convert it to text", config: { url: { kind: "cel", source: `string(${shape}.total)` } }, left: [] });
    const tags = mended(flow({ url: reference("shape", "tags") }, "http/request"), "type-field");
    expect(tags).toMatchObject({ label: "Join its items with commas", config: { url: { kind: "cel", source: `join(${shape}.tags, ", ")` } }, left: [] });
    const list = mended(flow({ list: reference("shape", "e_mail") }, "core/split"), "type-field");
    expect(list).toMatchObject({ label: "Make it a list of one", config: { list: { kind: "cel", source: `[${shape}.e_mail]` } }, left: [] });
  });

  test("a literal is rewritten as what it is written like", () => {
    expect(mended(flow({ url: literal(12) }, "http/request"), "type-field")).toMatchObject({ label: "Use the text 12", config: { url: literal("12") }, left: [] });
  });
});

test("a reference to a step that is gone can be taken out", () => {
  expect(mended(flow({ fields: fields({ a: literal("x"), b: reference("gone", "y") }) }), "reference-dead")).toEqual({ label: "Take it out", config: { fields: fields({ a: literal("x"), b: literal("") }) }, left: [] });
});

test("a second row of one name, and an empty one without a name, can be removed", () => {
  const twice: ConfigValue = { kind: "fields", fields: [{ name: "a", value: literal(1) }, { name: "a", value: literal(2) }] };
  expect(mended(flow({ fields: twice }), "field-name")).toMatchObject({ label: "Remove the second", config: { fields: fields({ a: literal(1) }) }, left: [] });
  const blank: ConfigValue = { kind: "fields", fields: [{ name: "a", value: literal(1) }, { name: "", value: literal("") }] };
  expect(mended(flow({ fields: blank }), "field-name")).toMatchObject({ label: "Remove row 2", left: [] });
});
