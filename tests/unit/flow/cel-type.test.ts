import { describe, expect, test } from "vitest";
import { typeOfCel } from "#lib/flow/bindings/cel-type.ts";
import { readCel } from "#lib/flow/bindings/read-cel.ts";
import type { DataType } from "#lib/flow/data-types/data-type.ts";

const text: DataType = { kind: "string" };
const number: DataType = { kind: "number" };
const whole: DataType = { kind: "number", integer: true };
const yes: DataType = { kind: "boolean" };
const any: DataType = { kind: "any" };
const list = (of: DataType): DataType => ({ kind: "list", of });
const object = (fields: { [name: string]: DataType }, open = false): DataType => ({ kind: "object", open, fields: Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, { type }])) });

const nodes = new Map<string, DataType>([
  ["n_aaaa", object({ total: number, count: whole, name: text, ok: yes, at: { kind: "string", format: "date-time" }, note: { kind: "union", of: [text, { kind: "null" }] }, items: list(object({ sku: text, price: number })), more: object({ x: whole }, true), loose: any })],
]);

function look(source: string) {
  const reading = readCel(source);
  if (!reading.ok) throw new Error(`${source}: ${reading.problem.message}`);
  return typeOfCel(reading.value, (id) => nodes.get(id));
}

describe("what an expression gives", () => {
  test.each<[string, DataType]>([
    ["1", whole],
    ["1.5", number],
    ["'a'", text],
    ["null", { kind: "null" }],
    ["n_aaaa.total", number],
    ["n_aaaa.total > 100", yes],
    ["n_aaaa.count + 1", whole],
    ["n_aaaa.count / 2", number],
    ["n_aaaa.name + 'x'", text],
    ["n_aaaa.loose + 1", any],
    ["n_aaaa.loose * 2", number],
    ["n_aaaa.loose > 1", yes],
    ["n_bbbb.whatever.deep[3]", any],
    ["n_aaaa.more.x + n_aaaa.more.unknown", any],
    ["n_aaaa.items", list(object({ sku: text, price: number }))],
    ["n_aaaa.items[0].sku", text],
    ["n_aaaa.items[n_aaaa.count].price", number],
    ["n_aaaa.items.map(i, i.price)", list(number)],
    ["n_aaaa.items.filter(i, i.price > 1)", list(object({ sku: text, price: number }))],
    ["n_aaaa.items.exists(i, i.sku == 'a')", yes],
    ["n_aaaa.items.map(i, i.price).sum()", number],
    ["n_aaaa.items.first().orValue(null)", { kind: "union", of: [object({ sku: text, price: number }), { kind: "null" }] }],
    ["n_aaaa.ok ? 1 : 'a'", { kind: "union", of: [whole, text] }],
    ["n_aaaa.?name.orValue('x')", text],
    ["n_aaaa.?name", text],
    ["has(n_aaaa.name)", yes],
    ["{'a': n_aaaa.total, 'b': [1, 'x']}", object({ a: number, b: list({ kind: "union", of: [whole, text] }) })],
    ["{n_aaaa.name: 1}", object({}, true)],
    ["n_aaaa.name.split(',')", list(text)],
    ["size(n_aaaa.name)", whole],
    ["[[1], [2]].flatten()", list(whole)],
    ["now", { kind: "string", format: "date-time" }],
    ["[now]", list({ kind: "string", format: "date-time" })],
    ["now - duration('1h')", { kind: "string", format: "date-time" }],
    ["now - now", text],
    ["now.getHours()", whole],
    ["timestamp(n_aaaa.at) < now", yes],
    ["cel.bind(x, n_aaaa.name, x + x)", text],
    ["n_aaaa.note == null ? 'none' : n_aaaa.note", { kind: "union", of: [text, { kind: "null" }] }],
    ["n_aaaa.note + 'x'", text],
  ])("%s", (source, type) => expect(look(source)).toEqual({ type, problems: [] }));
});

describe("what cannot go well", () => {
  test.each<[string, string]>([
    ["n_aaaa.name > 1", "> does not go with text and a number. Turn one into the other with string(…) or double(…)."],
    ["n_aaaa.name + n_aaaa.total", "+ does not go with text and a number."],
    ["n_aaaa.name == 1", "They are never equal."],
    ["n_aaaa.at > now", "Turn the text into a time with timestamp(…)."],
    ["n_aaaa.ok * 2", "* does not go with yes or no and a number."],
    ["n_aaaa.items * n_bbbb.x", "* does not go with a list."],
    ["!n_aaaa.name", "! needs yes or no, not text."],
    ["-n_aaaa.name", "- needs a number, not text."],
    ["n_aaaa.name && true", "&& needs yes or no, not text."],
    ["n_aaaa.total ? 1 : 2", "The part before ? needs yes or no, not a number."],
    ["lower(n_aaaa.total)", "“lower” needs text, not a number."],
    ["n_aaaa.total.map(i, i)", "Only a list or an object can be walked, not a number."],
    ["n_aaaa.items.filter(i, i.sku)", "“filter” needs yes or no, not text."],
    ["n_aaaa.items['a' + 'b']", "The place in a list needs a number, not text."],
    ["n_aaaa.at.getHours()", "write timestamp(…) around text"],
    ["n_aaaa.?name + 'x'", "Write .orValue(…) after it."],
    ["n_aaaa.name.orValue('x')", "Write .?name instead of .name"],
    ["'a' in n_aaaa.total", "in does not go with text and a number."],
    ["{1: 2}", "The name of a field needs text, not a number."],
  ])("%s", (source, words) => {
    const { problems } = look(source);
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(words)]);
  });

  test.each<[string, string, (string | number)[] | undefined]>([
    ["n_aaaa.nope + 1", "There is no “nope” here. There is total, count, name, ok, at and more.", ["nope"]],
    ["n_aaaa.items[0].prize", "There is no “prize” here. There is sku, price.", ["items", 0, "prize"]],
    ["n_aaaa.items.sku", "“sku” is read from a list. Take an item first", ["items", "sku"]],
    ["n_aaaa.name.first", "“first” is read from text, which has no fields.", ["name", "first"]],
    ["n_aaaa.items.map(i, i.prize)", "There is no “prize” here.", undefined],
  ])("%s leads to nothing", (source, words, path) => {
    const { problems } = look(source);
    expect(problems).toEqual([path ? { message: expect.stringContaining(words), node: "n_aaaa", path } : { message: expect.stringContaining(words) }]);
  });

  test.each(["has(n_aaaa.nope)", "n_aaaa.?nope.orValue(1)", "n_aaaa.more.unknown", "n_aaaa.constructor == 1 || n_bbbb.x", "n_aaaa.loose.a.b.c"])("%s is asked for, or not known", (source) => {
    const { problems } = look(source);
    expect(problems).toHaveLength(source.includes("constructor") ? 1 : 0);
  });
});

test("a type that doubles with each cel.bind is given up on", () => {
  let source = "v29";
  for (let level = 29; level > 0; level -= 1) source = `cel.bind(v${level}, {'a': v${level - 1}, 'b': [v${level - 1}]}, ${source})`;
  expect(look(`cel.bind(v0, n_aaaa, ${source})`).problems).toEqual([]);
});
