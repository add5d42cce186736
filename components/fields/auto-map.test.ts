import { describe, expect, test } from "vitest";
import type { Json } from "#lib/json.ts";
import { autoMap, fieldsOf } from "./auto-map.ts";
import type { ReferenceSource } from "./reference-scope.ts";
import { rowsWith } from "./rows-with.ts";
import { shapeRows } from "./shape.ts";
import { takesOf } from "./takes-of.ts";

function source(node: string, name: string, sample: Json, certain = true): ReferenceSource {
  return { node, name, certain, gives: "output", sample, schema: {}, isReal: false, rows: shapeRows(sample, {}) };
}

const order = source("n_order", "Order", { id: 1, orderTotal: 12.5, customer: { Email: "a@example.com", "first-name": "Ada", id: 7 }, lines: [{ sku: "a" }], note: "x" });
const lookup = source("n_look", "Look up", { email: "b@example.com", paid: true });

function paths(names: readonly string[], sources = [order]): Record<string, string> {
  return Object.fromEntries(autoMap(names.map((name) => ({ name })), sources).map(({ target, source: from, path }) => [target, `${from}:${path}`]));
}

describe("by name", () => {
  test.each([
    ["order_total", "Order:orderTotal"], ["OrderTotal", "Order:orderTotal"], ["ORDER-TOTAL", "Order:orderTotal"],
    ["firstName", "Order:customer.first-name"], ["email", "Order:customer.Email"],
    ["customer_id", "Order:customer.id"], ["order_id", "Order:id"], ["customer_first_name", "Order:customer.first-name"],
  ])("%s takes %s", (name, path) => {
    expect(paths([name])).toEqual({ [name]: path });
  });

  test("nothing is guessed: not what is only alike, not what stands in a list, not what has no name", () => {
    expect(paths(["total", "mail", "sku", "", "x"])).toEqual({});
  });

  test("the nearest step wins, then the least deep; a step that does not run on every path gives nothing", () => {
    expect(paths(["email", "id"], [lookup, order])).toEqual({ email: "Look up:email", id: "Order:id" });
    expect(paths(["email"], [{ ...lookup, certain: false }, order])).toEqual({ email: "Order:customer.Email" });
  });

  test("a type that does not fit is passed over, for one that does", () => {
    expect(autoMap([{ name: "email", takes: "num" }], [lookup, order])).toEqual([]);
    expect(autoMap([{ name: "paid", takes: takesOf({ kind: "union", of: [{ kind: "boolean" }, { kind: "null" }] }) }], [lookup])).toHaveLength(1);
    const both = source("n_both", "Both", { a: { total: "12" }, b: { total: 12 } });
    expect(autoMap([{ name: "total", takes: "num" }], [both])[0]?.path).toBe("b.total");
  });

  test("the last words of a step's name may stand before a field's", () => {
    expect(paths(["order_id", "new_order_id", "new_id"], [source("n_new", "New order", { body: { id: 1 } })])).toEqual({ order_id: "New order:body.id", new_order_id: "New order:body.id" });
  });

  test("the words on the screen are a name, too", () => {
    expect(autoMap([{ name: "to", label: "First name" }], [order])[0]).toMatchObject({ target: "to", path: "customer.first-name" });
  });
});

test("an empty list may begin with all that is at the top, or in the body", () => {
  expect(fieldsOf(lookup).map(({ target, path }) => [target, path])).toEqual([["email", "email"], ["paid", "paid"]]);
  expect(fieldsOf(source("n_hook", "Hook", { method: "POST", body: { a: 1, b: { c: 2 } } })).map(({ target, path }) => [target, path])).toEqual([["a", "body.a"], ["b", "body.b"]]);
});

test("a reference fills the row of its name, then one without a name, then a new one; never one that is filled", () => {
  const email = { kind: "reference" as const, node: "n_look", path: ["email"] };
  const empty = { kind: "literal" as const, value: "" };
  const kept = { name: "email", value: { kind: "literal" as const, value: "mine" } };
  expect(rowsWith([{ name: "", value: empty }, { name: "email", value: empty }], email)).toEqual([{ name: "", value: empty }, { name: "email", value: email }]);
  expect(rowsWith([{ name: "other", value: empty }, { name: "", value: empty }], email)[1]).toEqual({ name: "email", value: email });
  expect(rowsWith([kept], email)).toEqual([kept, { name: "email2", value: email }]);
});
