import { describe, expect, test } from "vitest";
import { CelError } from "#lib/flow/bindings/cel-error.ts";
import { compileCel } from "#lib/flow/bindings/compile-cel.ts";
import type { Json, JsonObject } from "#lib/json.ts";

const now = "2026-05-31T12:00:00.000Z";
const scope: JsonObject = {
  n_shop: {
    total: 149.5, count: 3, whole: 10, zero: 0, name: "Ada Lovelace", empty: "", none: null, yes: true,
    tags: ["new", "vip"], at: "2026-05-30T10:00:00+02:00",
    items: [{ sku: "a", price: 10, n: 2 }, { sku: "b", price: 2.5, n: 1 }, { sku: "c", price: 7, n: 4 }],
    "two words": 1, constructor: "own", nested: { list: [[1, 2], [3]] },
  },
};

function evaluate(source: string, over: JsonObject = scope): Json {
  const compiled = compileCel(source);
  if (!compiled.ok) throw new Error(`${source}: ${compiled.problem.message}`);
  return compiled.value.evaluate(over, now);
}

function failure(source: string, over: JsonObject = scope): CelError {
  try {
    evaluate(source, over);
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
  throw new Error(`${source} gave a value.`);
}

describe("numbers are of one kind", () => {
  test.each<[string, Json]>([
    ["n_shop.total > 100", true],
    ["n_shop.total > 149.5", false],
    ["n_shop.count + 1", 4],
    ["1 + n_shop.total", 150.5],
    ["n_shop.count * 1.5", 4.5],
    ["n_shop.count == 3", true],
    ["n_shop.count == 3.0", true],
    ["3 == 3.0", true],
    ["1.0 != 1", false],
    ["3 in [1, 2, 3.0]", true],
    ["7 / 2", 3.5],
    ["7 % 2", 1],
    ["7.5 % 2", 1.5],
    ["-n_shop.count", -3],
    ["-5 + 2", -3],
    ["0x1f", 31],
    ["10u + 1", 11],
    ["1e3", 1000],
    ["size(n_shop.items) * 1.5", 4.5],
    ["size(n_shop.items) == n_shop.count", true],
    ["n_shop.tags[1]", "vip"],
    ["n_shop.tags[n_shop.count - 2]", "vip"],
    ["n_shop.tags[1.0]", "vip"],
    ["2 < 10 && 2.5 < 10 && 2 <= 2.0", true],
    ["[1, 2.5, 3].sum()", 6.5],
    ["n_shop.yes ? 1 : 2.5", 1],
    ["n_shop.yes ? 1 : null", 1],
    ["-0.0 == 0", true],
    ["-5 % 5", 0],
    ["-n_shop.zero", 0],
  ])("%s", (source, value) => expect(evaluate(source)).toEqual(value));

  test.each([
    ["1 / n_shop.zero", "divided by 0"],
    ["1 % 0", "divided by 0"],
    ["1e308 * 10", "too large"],
    ["n_shop.name + 1", "string(…) or double(…)"],
    ["n_shop.name > 1", "> does not go with text and a number"],
    ["n_shop.none + 1", "nothing and a number"],
    ["int(\"x\")", "“x” is no number"],
    ["int(1e300)", "too large"],
    ["-n_shop.name", "needs a number, not text"],
  ])("%s is refused", (source, words) => {
    const error = failure(source);
    expect([error.code, error.missing]).toEqual(["invalid", false]);
    expect(error.message).toContain(words);
  });
});

describe("functions", () => {
  test.each<[string, Json]>([
    ["lower(n_shop.name)", "ada lovelace"],
    ["n_shop.name.upper()", "ADA LOVELACE"],
    ["n_shop.name.lowerAscii() + upperAscii('x')", "ada lovelaceX"],
    ["'  x '.trim()", "x"],
    ["'a,b,,c'.split(',')", ["a", "b", "", "c"]],
    ["['a', 1, true].join('-')", "a-1-true"],
    ["join([])", ""],
    ["'aXbX'.replace('X', '$&')", "a$&b$&"],
    ["'abcdef'.substring(2)", "cdef"],
    ["'abcdef'.substring(1, 3)", "bc"],
    ["'abc'.substring(1, 99)", "bc"],
    ["'abc'.charAt(1)", "b"],
    ["'abcb'.indexOf('b')", 1],
    ["'abcb'.indexOf('b', 2)", 3],
    ["'abcb'.lastIndexOf('b')", 3],
    ["n_shop.name.contains('Love')", true],
    ["n_shop.tags.contains('vip')", true],
    ["'abc'.startsWith('ab') && 'abc'.endsWith('bc')", true],
    ["size('Größe') == 5 && size({'a': 1}) == 1 && n_shop.tags.size() == 2", true],
    ["round(2.5)", 3],
    ["round(-2.5)", -3],
    ["round(1.005, 2)", 1.01],
    ["round(1234.5, -2)", 1200],
    ["round(1e-7, 3)", 0],
    ["floor(-1.5)", -2],
    ["ceil(-0.5)", 0],
    ["abs(-3)", 3],
    ["min(3, 1, 2)", 1],
    ["max([1, 5, 2])", 5],
    ["min([4])", 4],
    ["[[1, 2], [3], 4].flatten()", [1, 2, 3, 4]],
    ["[1, 1.0, 'a', 'a', {'x': 1}, {'x': 1}, null].distinct()", [1, "a", { x: 1 }, null]],
    ["[3, 1, 2].sort()", [1, 2, 3]],
    ["['b', 'a'].sort().reverse()", ["b", "a"]],
    ["[1, 2, 3, 4].slice(1, 3)", [2, 3]],
    ["{'b': 1, 'a': 2}.keys()", ["b", "a"]],
    ["[1, 2].first().orValue(0) + [].last().orValue(5)", 6],
    ["string(1.0) + string(true) + string(2.5)", "1true2.5"],
    ["int('42') + int(3.9) + int(-3.9)", 42],
    ["double(' 2.5 ')", 2.5],
    ["bool('true') && bool(1)", true],
    ["type(1) + type('') + type(null) + type([]) + type({}) + type(now) + type(true)", "numbertextnulllistobjecttimeboolean"],
    ["re2Matches('order-17', '^order-[0-9]+$')", true],
    ["n_shop.name.re2Matches('^Bob')", false],
    ["re2Matches('abc', n_shop.empty + 'b')", true],
  ])("%s", (source, value) => expect(evaluate(source)).toEqual(value));

  test.each([
    ["lower(1)", "“lower” needs text, not a number."],
    ["n_shop.none.trim()", "not nothing. Give a default"],
    ["min([])", "of an empty list is nothing"],
    ["[1, 'a'].sort()", "text beside a number"],
    ["[1, 'a'].sum()", "“sum” takes numbers, not text."],
    ["'a'.contains(1)", "looks for text"],
    ["[{}].join()", "not an object"],
    ["n_shop.tags['x' + '']", "read by a number"],
    ["n_shop.tags.lower()", "not a list"],
    ["re2Matches('a', '(' + n_shop.empty)", "The pattern cannot be read"],
    ["{1: 2}", "name of a field must be text"],
    ["n_shop.name ? 1 : 2", "needs yes or no, not text"],
    ["n_shop.count && true", "&& needs yes or no, not a number"],
    ["n_shop.none.map(i, i)", "not nothing. Give a default such as []"],
  ])("%s is refused", (source, words) => expect(failure(source).message).toContain(words));
});

describe("macros and literals", () => {
  test.each<[string, Json]>([
    ["n_shop.items.map(i, i.price * i.n)", [20, 2.5, 28]],
    ["n_shop.items.map(i, i.n > 1, i.sku)", ["a", "c"]],
    ["n_shop.items.filter(i, i.price > 5).map(i, i.sku)", ["a", "c"]],
    ["n_shop.items.all(i, i.price > 1) && !n_shop.items.all(i, i.price > 5)", true],
    ["n_shop.items.exists(i, i.sku == 'b')", true],
    ["n_shop.items.exists_one(i, i.price > 5)", false],
    ["n_shop.nested.list.map(row, row.map(cell, cell + size(row)))", [[3, 4], [4]]],
    ["{'b': 1, 'a': 2}.map(key, key)", ["b", "a"]],
    ["cel.bind(big, n_shop.items.filter(i, i.n > 1), size(big) + size(big))", 4],
    ["{'name': n_shop.name, 'x y': [1, null, {'z': now}]}", { name: "Ada Lovelace", "x y": [1, null, { z: now }] }],
    ["[1] + ['a']", [1, "a"]],
    ["'vip' in n_shop.tags && 'name' in n_shop && !('nope' in n_shop)", true],
    ["n_shop.tags == ['new', 'vip'] && {'a': [1]} == {'a': [1.0]} && 'a' != 1", true],
    ["n_shop['two words']", 1],
    ["r'\\d' + \"\\u00e9\" + '''a\nb'''", "\\dé" + "a\nb"],
    ["n_shop.tags // the tags\n .size()", 2],
    ["n_shop", scope["n_shop"] as Json],
  ])("%s", (source, value) => expect(evaluate(source)).toEqual(value));
});

describe("what is not there", () => {
  test.each<[string, Json]>([
    ["has(n_shop.name)", true],
    ["has(n_shop.nope)", false],
    ["has(n_shop.nope.deeper)", false],
    ["has(n_gone.body.total)", false],
    ["has(n_gone)", false],
    ["has(n_shop['two words'])", true],
    ["has(n_shop.tags[5])", false],
    ["has(n_shop.none)", true],
    ["n_shop.?zip.orValue('none')", "none"],
    ["n_shop.?none.orValue('none')", null],
    ["n_shop.?nope.deeper.orValue(1)", 1],
    ["n_shop.?nested.list.orValue([]).size()", 2],
    ["n_gone.?body.total.orValue(0)", 0],
    ["n_shop.tags[?9].orValue('x')", "x"],
    ["n_shop.?a.or(n_shop.?name).orValue('')", "Ada Lovelace"],
    ["n_shop.?name.hasValue() && !n_shop.?nope.hasValue()", true],
    ["optional.none().orValue(1) + optional.of(2).value()", 3],
    ["n_shop.?name", "Ada Lovelace"],
    ["has(n_gone.x) ? n_gone.x : 'default'", "default"],
    ["n_shop.nope > 1 || true", true],
    ["true || n_shop.nope > 1", true],
    ["n_shop.nope > 1 && false", false],
    ["n_shop.items.exists(i, i.nope == 1 || i.sku == 'c')", true],
    ["[{}, {'a': 1}].exists(i, i.a == 1)", true],
    ["[{}, {'a': 1}].all(i, i.a == 2)", false],
  ])("%s", (source, value) => expect(evaluate(source)).toEqual(value));

  test.each<[string, string | undefined, (string | number)[] | undefined]>([
    ["n_shop.nope", "n_shop", ["nope"]],
    ["n_shop.nested.nope.deeper + 1", "n_shop", ["nested", "nope"]],
    ["n_shop.none.x", "n_shop", ["none", "x"]],
    ["n_shop.tags[7]", "n_shop", ["tags", 7]],
    ["n_shop.tags.length", "n_shop", ["tags", "length"]],
    ["n_shop.name.length", "n_shop", ["name", "length"]],
    ["n_gone.body", "n_gone", []],
    ["n_gone", "n_gone", []],
    ["n_shop.items.map(i, i.nope)", undefined, ["nope"]],
    ["n_shop.nope > 1 || false", "n_shop", ["nope"]],
    ["[{}].exists(i, i.a == 1)", undefined, ["a"]],
    ["n_shop.?nope", undefined, undefined],
    ["n_shop.?nope.value()", undefined, undefined],
  ])("%s says what is missing", (source, node, path) => {
    const error = failure(source);
    expect({ code: error.code, missing: error.missing, node: error.node, path: error.path }).toEqual({ code: "missing", missing: true, node, path });
    expect(error.message).not.toMatch(/n_[a-z]{4}/);
  });
});

describe("time comes from the run, never from the machine", () => {
  test.each<[string, Json]>([
    ["now", now],
    ["now - duration('24h') < timestamp(n_shop.at)", false],
    ["timestamp(n_shop.at)", "2026-05-30T08:00:00.000Z"],
    ["timestamp('2026-05-30') == timestamp('2026-05-30T00:00:00Z')", true],
    ["timestamp('2026-05-30T10:00:00.25-01:30')", "2026-05-30T11:30:00.250Z"],
    ["timestamp(0)", "1970-01-01T00:00:00.000Z"],
    ["timestamp('0099-03-01T00:00:00Z')", "0099-03-01T00:00:00.000Z"],
    ["now - timestamp('2026-05-31T10:30:00Z')", "5400s"],
    ["duration('1h30m') + duration('30s')", "5430s"],
    ["duration('-1.5h')", "-5400s"],
    ["duration('7d').getHours()", 168],
    ["now + duration('1d') > now", true],
    ["now.getFullYear() * 10000 + (now.getMonth() + 1) * 100 + now.getDate()", 20260531],
    ["[now.getDayOfWeek(), now.getDayOfYear(), now.getDayOfMonth(), now.getHours(), now.getMinutes(), now.getSeconds(), now.getMilliseconds()]", [0, 150, 30, 12, 0, 0, 0]],
    ["now.getHours('America/New_York')", 8],
    ["now.getHours('+05:30') * 100 + now.getMinutes('+05:30')", 1730],
    ["timestamp('2026-01-01T03:00:00Z').getFullYear('America/New_York')", 2025],
    ["timestamp('2027-11-07T06:30:00Z').getHours('America/New_York')", 1],
    ["string(now).substring(0, 10)", "2026-05-31"],
    ["int(timestamp('1970-01-02'))", 86400],
    ["[now, timestamp(0)].sort()", ["1970-01-01T00:00:00.000Z", now]],
  ])("%s", (source, value) => expect(evaluate(source)).toEqual(value));

  test.each([
    ["timestamp('2026-02-30')", "is no time"],
    ["timestamp('2026-05-30T10:00:00')", "says no zone"],
    ["timestamp('yesterday')", "is no time"],
    ["timestamp(1e20)", "year 9999"],
    ["now + 1", "+ does not go with a time and a number"],
    ["now > n_shop.at", "with timestamp(…)"],
    ["now.getHours('Mars/Base')", "no time zone"],
    ["duration('soon')", "no duration"],
    ["n_shop.at.getHours()", "write timestamp(…) around text"],
  ])("%s is refused", (source, words) => expect(failure(source).message).toContain(words));

  test("the zone of the machine changes nothing", () => {
    const before = process.env["TZ"];
    try {
      for (const zone of ["UTC", "Pacific/Apia", "America/St_Johns"]) {
        process.env["TZ"] = zone;
        expect(evaluate("[now.getDayOfYear(), now.getHours(), now.getHours('Europe/Berlin'), timestamp('2026-05-30').getDate()]")).toEqual([150, 12, 14, 30]);
      }
    } finally {
      if (before === undefined) delete process.env["TZ"];
      else process.env["TZ"] = before;
    }
  });
});

test("outputs come in a map too, and nothing is copied that is only taken", () => {
  const compiled = compileCel("n_shop.items");
  const output = scope["n_shop"] as JsonObject;
  if (!compiled.ok) throw new Error(compiled.problem.message);
  expect(compiled.value.evaluate(new Map([["n_shop", output as Json]]), now)).toBe(output["items"]);
});
