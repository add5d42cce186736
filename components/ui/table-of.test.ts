import { expect, test } from "vitest";
import { tableOf } from "./table-of.ts";

test("the columns are the union of the keys, in the order they are met", () => {
  expect(tableOf([{ id: 1, name: "a" }, { id: 2, note: null }])).toMatchObject({ path: [], columns: ["id", "name", "note"] });
});

test("a list inside is found, the longest of several; lists of other things are none", () => {
  expect(tableOf({ status: 200, body: { items: [{ a: 1 }, { a: 2 }], links: [{ href: "x" }] } })).toMatchObject({ path: ["body", "items"], columns: ["a"], fits: false });
  for (const value of [[], [1, 2], [{ a: 1 }, 2], [{}, {}], { a: 1 }, "text", null]) expect(tableOf(value)).toBeNull();
});

test("a table is offered first only where its rows are alike, narrow and flat", () => {
  const rows = (make: (n: number) => Record<string, never>) => Array.from({ length: 20 }, (_, n) => make(n));
  expect(tableOf(rows((n) => ({ id: n, name: "x" }) as never))?.fits).toBe(true);
  expect(tableOf(rows((n) => ({ [`k${n}`]: n, id: n }) as never))?.fits).toBe(false);
  expect(tableOf(rows((n) => ({ id: n, lines: [n], from: {} }) as never))?.fits).toBe(false);
  expect(tableOf(rows(() => Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`c${at}`, at])) as never))?.fits).toBe(false);
  expect(tableOf([{ id: 1, name: "alone" }])?.fits).toBe(false);
});
