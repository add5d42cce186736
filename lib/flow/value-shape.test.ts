import { expect, it } from "vitest";
import { valueShape } from "./value-shape.ts";

it("names paths and types, and no value", () => {
  expect([...valueShape({ id: 1, tags: ["a", 2], lines: [{ sku: "x" }, { sku: null, n: 1 }], none: null })]).toEqual([
    ["id", "number"], ["tags", "list"], ["tags[]", "number or text"], ["lines", "list"], ["lines[]", "object"], ["lines[].sku", "null or text"], ["lines[].n", "number"], ["none", "null"],
  ]);
});

it("ends at a depth and a size, whatever the value", () => {
  expect(valueShape(Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`k${n}`, n]))).size).toBeLessThanOrEqual(500);
});
