import { expect, test } from "vitest";
import { jsonDiff } from "./json-diff.ts";

const said = (before: Parameters<typeof jsonDiff>[0], after: Parameters<typeof jsonDiff>[0]) => jsonDiff(before, after).map(({ kind, path }) => `${kind} ${path}`);

test.each<[string, Parameters<typeof jsonDiff>[0], Parameters<typeof jsonDiff>[0], string[]]>([
  ["equal", { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
  ["a value", 1, 2, ["changed "]],
  ["fields", { a: 1, b: 2, d: {} }, { b: 3, c: 4, d: {} }, ["changed b", "added c", "removed a"]],
  ["deep", { a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 3 }, 4] } }, ["changed a.b.1.c", "added a.b.2"]],
  ["a list for an object", { a: [] }, { a: {} }, ["changed a"]],
  ["null for an object", { a: null }, { a: { b: 1 } }, ["changed a"]],
  ["names of the prototype", {}, { toString: 1 }, ["added toString"]],
])("%s", (_, before, after, wanted) => {
  expect(said(before, after)).toEqual(wanted);
});

test("very many differences are cut off", () => {
  const many = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`k${n}`, n]));
  expect(jsonDiff({}, many)).toHaveLength(51);
});
