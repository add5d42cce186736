import { describe, expect, test } from "vitest";
import { compileCel } from "#lib/flow/bindings/compile-cel.ts";
import { readCel } from "#lib/flow/bindings/read-cel.ts";

function problemOf(source: string) {
  const reading = compileCel(source);
  if (reading.ok) throw new Error(`${source} can be read.`);
  return reading.problem;
}

/** References as `node:path`, optional ones with a question mark. */
function referencesOf(source: string): string[] {
  const reading = readCel(source);
  if (!reading.ok) throw new Error(`${source}: ${reading.problem.message}`);
  return reading.value.references.map(({ node, path, optional }) => `${node}:${path.join(".")}${optional ? "?" : ""}`);
}

describe("what cannot be read says why, and where", () => {
  test.each<[string, string, string | undefined]>([
    ["", "is empty", undefined],
    ["   ", "is empty", undefined],
    ["1 +", "ends too early", ""],
    ["n_aaaa.name == ", "ends too early", ""],
    ["1 1", "“1” is not expected here", "1"],
    ["1 n_aaaa", "A step is not expected here", "n_aaaa"],
    ["n_aaaa = 1", "Compare with ==", "="],
    ["'abc", "not closed", "'abc"],
    ["a#b", "“#” is not expected", "#"],
    ["total > 1", "There is nothing called “total” here", "total"],
    ["n_abc > 1", "There is nothing called “n_abc” here", "n_abc"],
    ["int + 1", "There is nothing called “int” here", "int"],
    ["n_aaaa.map(i, i) + i", "There is nothing called “i” here", "i"],
    ["nope(1)", "There is no function “nope”", "nope(1)"],
    ["'a'.matches('(a+)+$')", "Use re2Matches(text, pattern)", "'a'.matches('(a+)+$')"],
    ["matches('a', 'b')", "Use re2Matches(text, pattern)", "matches('a', 'b')"],
    ["re2Matches('a', '(')", "The pattern cannot be read", undefined],
    ["re2Matches('a', '(?=a)')", "without look-around", undefined],
    ["b'abc'", "Bytes are not supported", "b'abc'"],
    ["99999999999999999999", "too large to be exact", "99999999999999999999"],
    ["lower()", "“lower” takes 1 value, not 0", "lower()"],
    ["substring('a')", "“substring” takes 2 to 3 values, not 1", "substring('a')"],
    ["min()", "at least 1", "min()"],
    ["has(1)", "has(…) asks for one field", "has(1)"],
    ["n_aaaa.has(x)", "has(…) asks for one field", "n_aaaa.has(x)"],
    ["map(n_aaaa, i, i)", "Write “map” after a list", "map(n_aaaa, i, i)"],
    ["n_aaaa.filter(i)", "needs a variable", "n_aaaa.filter(i)"],
    ["n_aaaa.map(1, 2)", "name of a variable belongs here", "1"],
    ["n_aaaa.map(n_bbbb, 2)", "may not be called like a step", "n_bbbb"],
    ["n_aaaa.map(now, 2)", "“now” has a meaning of its own", "now"],
    ["n_aaaa.map(removed_step_aaaa, 2)", "has a meaning of its own", "removed_step_aaaa"],
    ["cel.nope(1)", "Only cel.bind", "cel.nope(1)"],
    ["for + 1", "has a meaning of its own", "for"],
    ["__proto__", "has a meaning of its own", "__proto__"],
    ["constructor", "There is nothing called “constructor” here", "constructor"],
    ["toString()", "There is no function “toString”", "toString()"],
    ["'a'.constructor('b')", "There is no function “constructor”", "'a'.constructor('b')"],
    ["optional.hasOwnProperty('b')", "There is no function", "optional.hasOwnProperty('b')"],
  ])("%s", (source, words, marked) => {
    const { message, start, end } = problemOf(source);
    expect(message).toContain(words);
    expect(message).not.toMatch(/n_[a-z]{4}/);
    expect(start === undefined ? undefined : source.slice(start, end)).toBe(marked);
  });

  test.each([
    ["parentheses", `${"(".repeat(300)}1${")".repeat(300)}`],
    ["nots", `${"!".repeat(3_000)}true`],
    ["a long sum", `1${"+1".repeat(1_500)}`],
    ["fields", `n_aaaa${".b".repeat(150)}`],
    ["many parts", `[${"1,".repeat(1_900)}1]`],
  ])("%s are too much", (_what, source) => expect(problemOf(source).message).toMatch(/too deeply|too large/));

  test("more than 4,000 characters are refused before they are read", () => expect(problemOf(`"${"x".repeat(4_000)}"`).message).toContain("4000 characters"));
});

describe("what an expression reads", () => {
  test.each<[string, string[]]>([
    ["1 + 2", []],
    ["n_aaaa", ["n_aaaa:"]],
    ["n_aaaa.body.total > 1 && n_bbbb.name == 'n_cccc.x'", ["n_aaaa:body.total", "n_bbbb:name"]],
    ["n_aaaa.items[0]['two words'].sku", ["n_aaaa:items.0.two words.sku"]],
    ["n_aaaa.items[n_bbbb.at].sku", ["n_bbbb:at", "n_aaaa:items"]],
    ["n_aaaa.items.map(i, i.sku + n_bbbb.x)", ["n_aaaa:items", "n_bbbb:x"]],
    ["n_aaaa.x + n_aaaa.x", ["n_aaaa:x"]],
    ["has(n_aaaa.body.zip)", ["n_aaaa:body.zip?"]],
    ["n_aaaa.body.?zip.orValue('')", ["n_aaaa:body", "n_aaaa:body.zip?"]],
    ["n_aaaa.?body.zip.orValue(n_bbbb.zip)", ["n_aaaa:body.zip?", "n_bbbb:zip"]],
    ["has(n_aaaa.x) ? n_aaaa.x : n_bbbb.y", ["n_aaaa:x?", "n_bbbb:y"]],
    ["!has(n_aaaa.x) ? n_bbbb.y : n_aaaa.x", ["n_aaaa:x?", "n_bbbb:y"]],
    ["has(n_aaaa.x) ? 1 : n_aaaa.x", ["n_aaaa:x"]],
    ["has(n_aaaa.x) && n_aaaa.x.y > 1", ["n_aaaa:x?", "n_aaaa:x.y?"]],
    ["!has(n_aaaa.x) || n_aaaa.x > 1", ["n_aaaa:x?"]],
    ["has(n_aaaa.x) || n_aaaa.x > 1", ["n_aaaa:x"]],
    ["n_aaaa.x > 1 && has(n_aaaa.x)", ["n_aaaa:x"]],
    ["has(n_aaaa.x) && has(n_bbbb.x) ? n_aaaa.x + n_bbbb.x : 0", ["n_aaaa:x?", "n_bbbb:x?"]],
    ["has(n_aaaa.x) || has(n_bbbb.x) ? n_aaaa.x : n_bbbb.x", ["n_aaaa:x", "n_bbbb:x"]],
    ["!(has(n_aaaa.x) && has(n_bbbb.x)) ? n_aaaa.x : n_bbbb.x", ["n_aaaa:x", "n_bbbb:x?"]],
    ["n_aaaa.?x.hasValue() ? n_aaaa.x : 0", ["n_aaaa:x?"]],
    ["(has(n_aaaa.x) ? 1 : 2) + n_aaaa.x", ["n_aaaa:x"]],
  ])("%s", (source, references) => expect(referencesOf(source)).toEqual(references));
});

describe("test-2: where it runs is known before it runs", () => {
  test.each([
    ["n_aaaa.total > 1", "inline"],
    ["n_aaaa.a.map(i, i)", "inline"],
    ["n_aaaa.a.map(i, i.b.map(j, j))", "inline"],
    ["n_aaaa.a.filter(i, i.ok).map(i, i.b).filter(i, i).map(i, i)", "inline"],
    ["n_aaaa.a.map(i, i.b.map(j, j.c.all(k, k)))", "sandbox"],
  ])("%s: %s", (source, where) => {
    const reading = readCel(source);
    expect(reading.ok && reading.value.cost.where).toBe(where);
  });

  test("a fourth list within lists is refused", () => expect(problemOf("n_aaaa.a.map(i, i.map(j, j.map(k, k.map(l, l))))").message).toContain("more than 3 deep"));

  test("the bound grows with the nesting, and a walk that follows another only adds to it", () => {
    const bounds = ["n_aaaa.a", "n_aaaa.a.map(i, i)", "n_aaaa.a.map(i, i).map(i, i)", "n_aaaa.a.map(i, i.map(j, j))"].map((source) => {
      const reading = readCel(source);
      return reading.ok ? reading.value.cost.bound : 0;
    });
    expect(bounds).toEqual([2, 20_002, 40_002, 200_020_002]);
  });
});
