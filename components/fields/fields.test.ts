import { describe, expect, test } from "vitest";
import { bindingOf, parseLiteral, partsOf } from "./binding-parts.ts";
import { fieldSpecs, isShown } from "./field-spec.ts";
import { referenceOptions } from "./reference-options.ts";
import { shapeRows } from "./shape.ts";

const email = { kind: "reference" as const, node: "n_hook", path: ["body", "email"] };

describe("bindings", () => {
  test("one reference alone keeps its type, with text around it becomes a template", () => {
    expect(bindingOf([email], "text")).toEqual(email);
    expect(bindingOf(["", email, ""], "text")).toEqual(email);
    expect(bindingOf(["To: ", email], "text")).toEqual({ kind: "template", parts: ["To: ", email] });
    expect(bindingOf([" ", email], "text")).toEqual({ kind: "template", parts: [" ", email] });
    expect(bindingOf([], "text")).toBeNull();
  });

  test("parts and bindings go back and forth", () => {
    for (const binding of [email, { kind: "template" as const, parts: ["a", email, "b"] }, { kind: "literal" as const, value: "x" }]) {
      expect(bindingOf(partsOf(binding), "text")).toEqual(binding);
    }
  });

  test.each([
    ["42", "number", 42],
    ["-0.5e2", "number", -50],
    ["true", "boolean", true],
    ['{"a":[1]}', "json", { a: [1] }],
    ["42", "text", "42"],
  ] as const)("%s as %s", (text, type, value) => {
    expect(parseLiteral(text, type)).toEqual({ value });
    expect(bindingOf([text], type)).toEqual({ kind: "literal", value });
  });

  test.each([["1e999", "number"], ["0x10", "number"], ["", "number"], ["yes", "boolean"], ["{a", "json"]] as const)("%s is not a %s and stays text", (text, type) => {
    expect(parseLiteral(text, type)).toBeNull();
    if (text !== "") expect(bindingOf([text], type)).toEqual({ kind: "literal", value: text });
  });
});

test("a schema gives the fields in order, with control, words and condition", () => {
  const specs = fieldSpecs({
    properties: {
      url: { type: "string", label: "URL", control: "text" },
      send: { enum: ["nothing", "text"], default: "nothing", control: "select", options: { nothing: "No body" }, bindable: false },
      body: { type: "string", showIf: { field: "send", is: "text" } },
      port: { type: "integer" },
    },
    required: ["url"],
  });
  expect(specs.map((spec) => [spec.key, spec.control, spec.required, spec.bindable])).toEqual([["url", "text", true, true], ["send", "select", false, false], ["body", "text", false, true], ["port", "number", false, true]]);
  expect(specs[1]?.options).toEqual([{ value: "nothing", label: "No body" }, { value: "text", label: "text" }]);
  const body = specs[2];
  if (!body) throw new Error("no body field");
  expect(isShown(body, specs, {})).toBe(false);
  expect(isShown(body, specs, { send: { kind: "literal", value: "text" } })).toBe(true);
});

test("a shape joins sample and schema, and goes into the first item of a list", () => {
  const rows = shapeRows({ id: 1, items: [{ sku: "a" }] }, { properties: { id: { type: "integer" }, late: { type: "boolean" } } });
  expect(rows.map((row) => [row.path.join("."), row.type, row.preview])).toEqual([
    ["id", "num", "1"],
    ["late", "bool", ""],
    ["items", "list", "1 item"],
    ["items.0", "obj", ""],
    ["items.0.sku", "text", '"a"'],
  ]);
});

describe("what { offers", () => {
  const sources = [{ node: "n_hook", name: "New order", certain: true, gives: "output" as const, sample: null, rows: shapeRows({ body: { email: "a", id: 1 } }, {}) }];

  test("finds by step and by path", () => {
    expect(referenceOptions(sources, "mail").map((option) => option.path)).toEqual(["body.email"]);
    expect(referenceOptions(sources, "neworder.bo").map((option) => option.path)).toEqual(["body", "body.email", "body.id", "bo"]);
    expect(referenceOptions(sources, "")).toHaveLength(4);
  });

  test("takes a path no sample shows", () => {
    expect(referenceOptions(sources, "new.body.items.0.sku")).toEqual([
      { reference: { kind: "reference", node: "n_hook", path: ["body", "items", 0, "sku"] }, source: "New order", path: "body.items.0.sku", type: "any", preview: "", isGuess: true },
    ]);
  });
});
