import { describe, expect, test } from "vitest";
import { aliasesOf } from "#lib/flow/bindings/aliases.ts";
import { keepCel } from "#lib/flow/bindings/parse-cel.ts";
import { printCel } from "#lib/flow/bindings/print-cel.ts";
import { readCel } from "#lib/flow/bindings/read-cel.ts";
import { resolveBinding, resolveValue } from "#lib/flow/bindings/resolve.ts";
import type { Binding, Condition } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { bindingOfCel } from "./binding-of-cel.ts";
import { bindingOf, means, parseLiteral, partsOf } from "./binding-parts.ts";
import { celOptions, functionAround, nameBefore, optionText } from "./cel-options.ts";
import { declaredRows, declaredValue } from "./declared-rows.ts";
import { fieldSpecs, isShown } from "./field-spec.ts";
import { referenceOptions } from "./reference-options.ts";
import { shapeRows } from "./shape.ts";
import { celOf, celOfCondition } from "#lib/flow/bindings/write-cel.ts";

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

test("inside the parentheses of a function its words are known", () => {
  expect(functionAround('replace("a(", lower(x), ', 23)?.signature).toBe("replace(text, text, text)");
  expect(functionAround("lower(", 6)?.does).toBe("In small letters.");
  expect(functionAround("lower(x) + ", 11)).toBeUndefined();
  expect(functionAround("order(", 6)).toBeUndefined();
});

test("an expression that does not read is kept as it was written, and follows a rename", () => {
  const before = aliasesOf([{ id: "n_hook", name: "New order" }]);
  const after = aliasesOf([{ id: "n_hook", name: "Paid" }]);
  for (const text of ["new_order.total +", '"new_order + new_order.x', "size(new_order", "new_order ==== 1"]) {
    const kept = keepCel(text, before);
    expect(kept).not.toBeNull();
    expect(readCel(kept ?? "").ok).toBe(false);
    expect(printCel(kept ?? "", before)).toBe(text);
  }
  expect(printCel(keepCel("new_order.total +", before) ?? "", after)).toBe("paid.total +");
  expect(keepCel("n_hook.total +", before)).toBeNull();
  expect(keepCel("x".repeat(5_000), before)).toBeNull();
});

describe("what { offers", () => {
  const sources = [{ node: "n_hook", name: "New order", certain: true, gives: "output" as const, sample: null, schema: {}, isReal: false, rows: shapeRows({ body: { email: "a", id: 1 } }, {}) }];

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

describe("an expression in place of a value", () => {
  const aliases = aliasesOf([{ id: "n_hook", name: "New order" }, { id: "n_call", name: "Call" }]);

  test.each<[string, Binding, string]>([
    ["a text", { kind: "literal", value: 'say "hi"' }, '"say \\"hi\\""'],
    ["a number", { kind: "literal", value: 1.5 }, "1.5"],
    ["a reference", { kind: "reference", node: "n_hook", path: ["body", "items", 0, "unit-price", "in"] }, 'n_hook.body.items[0]["unit-price"]["in"]'],
    ["a reference with a default", { kind: "reference", node: "n_hook", path: ["body", "total"], default: 0 }, "n_hook.?body.total.orValue(0)"],
    ["a template", { kind: "template", parts: ["To ", email, "!"] }, '"To " + string(n_hook.body.email) + "!"'],
  ])("%s", (_, binding, source) => {
    expect(celOf(binding)).toBe(source);
    expect(readCel(source).ok).toBe(true);
  });

  test("what an expression says is what the value was", () => {
    const order = { body: { email: "ada@example.com", items: [{ sku: "a" }] } };
    const scope = new Map<string, Json>([["n_hook", order]]);
    const moment = { now: "2026-11-23T14:00:00Z" };
    const bindings: Binding[] = [
      { kind: "literal", value: { a: [1, "x", null, true] } }, email, { kind: "template", parts: ["To ", email] },
      { kind: "reference", node: "n_hook", path: ["body", "phone"], default: "none" }, { kind: "reference", node: "n_hook", path: ["body", "items", 0, "sku"] },
    ];
    for (const binding of bindings) expect(resolveBinding({ kind: "cel", source: celOf(binding) }, scope, moment)).toEqual(resolveBinding(binding, scope, moment));
  });

  test("a plain value comes back as it was, a computation does not", () => {
    for (const binding of [email, { kind: "literal" as const, value: 42 }, { kind: "literal" as const, value: "x" }]) expect(bindingOfCel(celOf(binding))).toEqual(binding);
    expect(bindingOfCel("n_hook.total * 2.0")).toBeNull();
    expect(bindingOfCel("n_hook.(")).toBeNull();
  });

  test("tests in rows become one expression that holds for the same values", () => {
    const total = { kind: "reference" as const, node: "n_hook", path: ["total"] };
    const country = { kind: "reference" as const, node: "n_hook", path: ["country"] };
    const condition: Condition = {
      kind: "condition", match: "all",
      tests: [{ left: total, operator: "at_least", right: { kind: "literal", value: 50 } }, { left: country, operator: "one_of", right: { kind: "literal", value: ["DE", "AT"] } }, { left: country, operator: "is_not_empty" }],
    };
    const cel = celOfCondition(condition);
    const moment = { now: "2026-11-23T14:00:00Z" };
    for (const order of [{ total: 50, country: "DE" }, { total: 49, country: "DE" }, { total: 80, country: "FR" }]) {
      const scope = new Map<string, Json>([["n_hook", order]]);
      expect(resolveValue(cel, scope, moment), JSON.stringify(order)).toBe(resolveValue(condition, scope, moment));
    }
  });

  test("steps and paths are offered by the names they have there", () => {
    const scope = { aliases, sources: [{ node: "n_hook", name: "New order", certain: true, gives: "output" as const, sample: null, schema: {}, isReal: false, rows: shapeRows({ body: { email: "a", id: 1 } }, {}) }] };
    const texts = (typed: string) => celOptions(scope, typed).map((option) => optionText(scope, option));
    expect(texts("new")).toEqual(["new_order", "new_order.body", "new_order.body.email", "new_order.body.id"]);
    expect(texts("new_order.body.e")).toEqual(["new_order.body.email", "endsWith()", "exists(item, )", "exists_one(item, )"]);
    expect(texts("lower")).toEqual(["lowerAscii()"]);
    expect(texts("exis")).toEqual([]);
    expect(texts("new_order.")).toEqual(["new_order.body", "new_order.body.email", "new_order.body.id"]);
    expect(texts("")).toEqual([]);
    expect(nameBefore("1 + new_order.bo", 16)).toBe("new_order.bo");
  });
});

test("text that is being typed as JSON is left alone once it means the value", () => {
  expect(means(['{"a":1}'], { kind: "literal", value: { a: 1 } }, "json")).toBe(true);
  expect(means(["1.0"], { kind: "literal", value: 1 }, "number")).toBe(true);
  expect(means(["1.0"], { kind: "literal", value: 1 }, "text")).toBe(false);
  expect(means([], { kind: "literal", value: "" }, "text")).toBe(true);
});

test.each([["42", 42], ["true", true], ["DE", "DE"], ["", ""]])("plain text without a type: %s", (text, value) => {
  expect(parseLiteral(text, "auto")).toEqual({ value });
});

test("declared values are read from a setting and written back", () => {
  const rows = declaredRows([{ name: "day", type: "text", required: true }, "what", { name: "n" }]);
  expect(rows).toEqual([{ name: "day", type: "text", required: true }, { name: "n", type: "any", required: false }]);
  expect(declaredValue(rows.slice(0, 1))).toEqual([{ name: "day", type: "text", required: true }]);
});

test("a setting that hangs on a hidden one is hidden too; bounds and unit come from the schema", () => {
  const specs = fieldSpecs({
    properties: {
      on: { type: "boolean", control: "switch", default: false },
      how: { enum: ["a", "b"], default: "a", showIf: { field: "on", is: "true" } },
      limit: { type: "integer", minimum: 1, maximum: 500, control: "number", unit: "records", bindable: false, showIf: { field: "how", is: "a" } },
    },
  });
  const [, , limit] = specs;
  if (!limit) throw new Error("no limit field");
  expect(limit).toMatchObject({ unit: "records", bounds: { min: 1, max: 500, whole: true } });
  expect(isShown(limit, specs, {})).toBe(false);
  expect(isShown(limit, specs, { on: { kind: "literal", value: true } })).toBe(true);
  expect(isShown(limit, specs, { on: { kind: "literal", value: true }, how: { kind: "literal", value: "b" } })).toBe(false);
});
