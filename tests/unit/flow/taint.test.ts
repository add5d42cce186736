import { expect, test } from "vitest";
import type { FoundReference } from "#lib/flow/bindings/references.ts";
import { simulatedReads, type Taint, taintOfResult, taintUnder, wholly } from "#lib/flow/taint.ts";

const reads = (field: string, ...path: (string | number)[]): FoundReference => ({ node: "n_a", path, guarded: false, field });
const tainted = (...paths: (string | number)[][]) => (node: string): Taint => (node === "n_a" ? paths : []);

test.each<[string, FoundReference, (string | number)[][], boolean]>([
  ["the path itself", reads("url", "body", "id"), [["body", "id"]], true],
  ["something in it", reads("url", "body", "id", "deep"), [["body", "id"]], true],
  ["something around it", reads("url", "body"), [["body", "id"]], true],
  ["all of it", reads("url"), [["body", "id"]], true],
  ["a path beside it", reads("url", "body", "name"), [["body", "id"]], false],
  ["anything, when all is simulated", reads("url", "x"), [[]], true],
  ["a list's item by its number", reads("url", "items", 0), [["items", "0"]], true],
  ["another node", { ...reads("url"), node: "n_b" }, [[]], false],
])("a read of %s", (_, reference, paths, hit) => {
  expect(simulatedReads([reference], tainted(...paths))).toHaveLength(hit ? 1 : 0);
});

test("a map is simulated in the fields that read a simulated value, and only there", () => {
  const references = [reads("fields.id", "body", "id"), reads("fields.name", "body", "name"), reads("fields.id", "other")];
  expect(taintOfResult("map", references, tainted(["body", "id"]))).toEqual([["id"]]);
  expect(taintOfResult("map", references, tainted(["elsewhere"]))).toEqual([]);
  expect(taintOfResult("map", [reads("fields", "body")], tainted(["body"]))).toEqual(wholly);
});

test("what is read or computed with a simulated value is simulated as a whole; a key for repeats changes no result", () => {
  expect(taintOfResult(undefined, [reads("url", "body", "id")], tainted(["body"]))).toEqual(wholly);
  expect(taintOfResult("code", [reads("input.id", "body")], tainted(["body"]))).toEqual(wholly);
  expect(taintOfResult(undefined, [reads("idempotencyKey", "body")], tainted(["body"]))).toEqual([]);
});

test("put in somewhere, it is simulated there", () => {
  expect(taintUnder("left", [["id"], []])).toEqual([["left", "id"], ["left"]]);
});
