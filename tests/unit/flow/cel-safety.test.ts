import { describe, expect, test } from "vitest";
import { CelError } from "#lib/flow/bindings/cel-error.ts";
import { type CelLimits, celLimits } from "#lib/flow/bindings/cel-limits.ts";
import { compileCel } from "#lib/flow/bindings/compile-cel.ts";
import type { Json, JsonObject } from "#lib/json.ts";

const now = "2026-05-31T12:00:00.000Z";

/** The value, or why there is none: the error's code, or that it cannot be read. */
function outcome(source: string, scope: JsonObject, limits?: CelLimits): Json {
  const compiled = compileCel(source);
  if (!compiled.ok) return "unreadable";
  try {
    return compiled.value.evaluate(scope, now, limits);
  } catch (error) {
    if (error instanceof CelError) return error.code;
    throw error;
  }
}

const hostile = JSON.parse('{"a":{},"list":[1],"text":"x","n":1,"no":null,"own":{"constructor":"mine","__proto__":{"x":1},"hasOwnProperty":2,"then":3}}') as JsonObject;

describe("own properties only", () => {
  test.each([
    "n_aaaa.a.constructor", "n_aaaa.a.__proto__", "n_aaaa.a.prototype", "n_aaaa.a.toString", "n_aaaa.a['__proto__']", "n_aaaa.a['cons' + 'tructor']",
    "n_aaaa.a['cons\\u0074ructor']", "n_aaaa['__proto__']['x']", "n_aaaa.list.constructor", "n_aaaa.list['constructor']", "n_aaaa.list.length", "n_aaaa.text.constructor",
    "n_aaaa.text['length']", "n_aaaa.n.toFixed", "n_aaaa.constructor.constructor", "now.constructor", "duration('1s').constructor", "n_aaaa.?a.constructor",
    "[].constructor.constructor", "{}.constructor", "n_aaaa.a.__defineGetter__", "n_aaaa.list.map(i, i.constructor)", "n_aaaa.a.valueOf", "optional.of(1).value",
    "''.constructor.constructor('return process')()", "[].map.constructor", "(() => 1).constructor", "n_aaaa.constructor('return this')()", "n_aaaa.list.at(0)", "globalThis", "process.env",
    "n_aaaa.a.ｃonstructor", "`x`", "n_aaaa.list.map.call(1)", "eval('1')", "this.constructor", "n_aaaa.list.filter(constructor, true)", "n_aaaa.list.map(__proto__, 1)",
  ])("%s reaches nothing", (source) => expect(["missing", "invalid", "unreadable"]).toContain(outcome(source, { n_aaaa: hostile })));

  test.each<[string, Json]>([
    ["n_aaaa.own.constructor", "mine"],
    ["n_aaaa.own['__proto__'].x", 1],
    ["n_aaaa.own.hasOwnProperty + n_aaaa.own.then", 5],
    ["has(n_aaaa.own.constructor) && !has(n_aaaa.a.constructor)", true],
    ["'constructor' in n_aaaa.own && !('constructor' in n_aaaa.a) && !('__proto__' in n_aaaa)", true],
    ["n_aaaa.own == n_aaaa.own && n_aaaa.a != n_aaaa.own", true],
  ])("%s is data like any other", (source, value) => expect(outcome(source, { n_aaaa: hostile })).toEqual(value));

  test("a made object keeps any name as its own, and no prototype changes", () => {
    const made = outcome("{'__proto__': {'polluted': 1}, 'constructor': 2, n_aaaa.text: 3}", { n_aaaa: hostile }) as JsonObject;
    expect(Object.keys(made)).toEqual(["__proto__", "constructor", "x"]);
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(made["polluted"]).toBeUndefined();
    expect("polluted" in {}).toBe(false);
  });

  test("a scope's own nodes are all there is", () => {
    const scope = Object.create({ n_aaaa: 1 }) as JsonObject;
    expect(outcome("n_aaaa", scope)).toBe("missing");
  });
});

const items = Array.from({ length: 10_000 }, (_, index) => ({ id: index, name: `name ${index}`, price: index * 1.5 }));
/** Texts as a payload has them: flat, not put together. */
const flat = (text: string): string => JSON.parse(JSON.stringify(text)) as string;
const large = {
  items,
  numbers: items.map(({ id }) => (id * 7919) % 10_000),
  wide: Object.fromEntries(items.map(({ id }) => [`k${id}`, id])),
  text: flat("a".repeat(1_000_000)),
  other: flat(`${"a".repeat(999_999)}b`),
  needle: flat(`${"a".repeat(250_000)}b${"a".repeat(249_999)}`),
  half: flat("a".repeat(500_001)),
  tail: flat(`${"a".repeat(32)}b${"a".repeat(31)}`),
  part: flat("ab".repeat(20_000)),
  tooMany: Array.from({ length: 10_001 }, () => 1),
};
const scope: JsonObject = { n_aaaa: large };

/** Worst cases at the caps: an unlimited one of the second list would take from 20 ms to minutes. */
const within = [
  "n_aaaa.items.map(i, i.price * 2.0 + i.id).sum() > 0",
  "n_aaaa.items.filter(i, i.price > 100 && i.name != 'x').size() > 0",
  "n_aaaa.items.exists(i, i.id == 9999)",
  "n_aaaa.numbers.sort()[9999] == 9999",
  "9999 in n_aaaa.numbers",
  "n_aaaa.part.contains('bb') == false",
  "n_aaaa.wide.size() == 10000",
  "re2Matches(n_aaaa.part.substring(0, 10000), '^(a|b|ab)*$')",
];
const beyond = [
  "n_aaaa.items.map(i, n_aaaa.items.exists(j, j.id == i.id && j.price < 0))",
  "n_aaaa.numbers.map(i, n_aaaa.numbers.map(j, n_aaaa.numbers.map(k, i)))",
  "n_aaaa.numbers.map(i, i in n_aaaa.numbers)",
  "n_aaaa.items.all(i, i.nope == 1)",
  "n_aaaa.items.filter(i, i.nope == 1 || true)",
  "n_aaaa.text.contains(n_aaaa.needle)",
  "n_aaaa.half.contains(n_aaaa.needle)",
  "n_aaaa.text.lastIndexOf(n_aaaa.tail)",
  "n_aaaa.text.replace('a', 'bbbb')",
  "n_aaaa.text.split('')",
  "n_aaaa.text + n_aaaa.text",
  "n_aaaa.numbers.filter(i, n_aaaa.text == n_aaaa.other)",
  "n_aaaa.numbers.map(i, n_aaaa.text.lower())",
  "n_aaaa.numbers.map(i, n_aaaa.wide.keys())",
  "n_aaaa.numbers.map(i, {string(i) + n_aaaa.tail: i})",
  "n_aaaa.numbers.map(i, [n_aaaa.items, n_aaaa.items])",
  "[n_aaaa.items, n_aaaa.items, n_aaaa.items, n_aaaa.wide]",
  "n_aaaa.numbers.map(i, [i, i, i, i, i, i, i, i, i, i, i, i])",
  "n_aaaa.items.distinct()",
  "n_aaaa.numbers.map(i, now - duration('1h30m'))",
  "n_aaaa.numbers.map(i, now.getHours('Europe/Berlin'))",
  "n_aaaa.numbers.map(i, round(i * 1.234567, 2))",
  "re2Matches(n_aaaa.text, '(a+)+$')",
  "re2Matches(n_aaaa.part, '[a-z]{500}c')",
  "n_aaaa.numbers.filter(i, re2Matches(string(i), string(i)))",
  "n_aaaa.tooMany.map(i, i)",
  "cel.bind(a, n_aaaa.numbers + n_aaaa.numbers, a)",
  `cel.bind(a, 'xx', ${Array.from({ length: 20 }, () => "cel.bind(a, a + a, ").join("")}a${")".repeat(20)})`,
  `cel.bind(a, [1], ${Array.from({ length: 25 }, () => "cel.bind(a, {'x': a, 'y': a}, ").join("")}a${")".repeat(25)})`,
];

describe("test-2: in process an expression ends in time, or says that it costs too much", () => {
  test.each(within)("%s ends", (source) => expect(outcome(source, scope)).toBe(true));
  test.each(beyond)("%s is stopped", (source) => expect(outcome(source, scope)).toBe("cost"));

  test("no evaluation takes longer than a few milliseconds", () => {
    const slow = [...within, ...beyond].filter((source) => {
      const times = Array.from({ length: 7 }, () => {
        const start = performance.now();
        outcome(source, scope);
        return performance.now() - start;
      });
      // Of several, because another process may hold the machine meanwhile; 5 ms on a quiet one.
      return Math.min(...times) > 12;
    });
    expect(slow).toEqual([]);
  });

  test("a cost that is too high is never overruled", () => {
    for (const source of ["n_aaaa.tooMany.map(i, i) == [] || true", "true && false && n_aaaa.tooMany.all(i, true)", "[1].exists(i, n_aaaa.tooMany.all(j, true)) || true"]) {
      expect(outcome(source, scope)).toBe(source.startsWith("true") ? false : "cost");
    }
  });

  test("the sandbox gives more", () => {
    expect(outcome("n_aaaa.tooMany.map(i, i).size()", scope, celLimits.sandbox)).toBe(10_001);
    expect(outcome("n_aaaa.numbers.map(i, round(i * 1.5, 1)).size()", scope, celLimits.sandbox)).toBe(10_000);
    expect(outcome("[n_aaaa.items, n_aaaa.items, n_aaaa.items].size()", scope, celLimits.sandbox)).toBe(3);
  });

  test("a value that is nested too deeply for the stack is an error like any other", () => {
    let deep: Json = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    expect(outcome("[n_aaaa]", { n_aaaa: deep }, celLimits.sandbox)).toBe("invalid");
    expect(outcome("n_aaaa == n_bbbb", { n_aaaa: deep, n_bbbb: [deep] }, celLimits.sandbox)).toBe("invalid");
  });
});
