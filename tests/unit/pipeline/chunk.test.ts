import { describe, expect, test } from "vitest";
import type { Json } from "#lib/json.ts";
import { Chunk } from "#lib/pipeline/chunk.ts";
import type { RegionNode } from "#lib/pipeline/compile-region.ts";
import { type Frame, RecordScope } from "#lib/pipeline/frame.ts";
import { RegionFailed } from "#lib/pipeline/region-error.ts";

function node(id: string, next: { [port: string]: string[] } = {}, isRemembered = false): RegionNode {
  return { node: { id, name: id } as RegionNode["node"], next: new Map(Object.entries(next)), isRemembered, perRecord: [], once: {}, standIn: null, traced: null };
}

const frame = (place: number, value: Json = place): Frame => ({ key: String(place), place, value, lineage: null });
const fresh = () => new Chunk(1, { samples: {}, gathered: new Map() });
const error = { class: "validation", code: "bad", message: "No." } as const;

describe("records between nodes", () => {
  test("a node takes what its paths bring in the order of the source, once", () => {
    const chunk = fresh();
    for (const place of [0, 2, 4]) chunk.pass(node("left", { out: ["join"] }), "out", frame(place));
    for (const place of [1, 3]) chunk.pass(node("right", { out: ["join"] }), "out", frame(place));
    expect(chunk.take("join").map(({ place }) => place)).toEqual([0, 1, 2, 3, 4]);
    expect(chunk.take("join")).toEqual([]);
    expect(chunk.countsOf("join").in).toBe(5);
  });

  test("items of one record keep their own order", () => {
    const chunk = fresh();
    const flatten = node("flatten", { out: ["next"] });
    for (const place of [1, 0]) for (const item of ["a", "b"]) chunk.make(flatten, "out", frame(place), item, `${place}/${item}`);
    expect(chunk.take("next").map(({ key }) => key)).toEqual(["0/a", "0/b", "1/a", "1/b"]);
  });

  test("a record goes along every edge of a port, and nowhere from a port without one", () => {
    const chunk = fresh();
    const branch = node("branch", { yes: ["a", "b"] });
    chunk.pass(branch, "yes", frame(0));
    chunk.pass(branch, "else", frame(1));
    expect([chunk.take("a").length, chunk.take("b").length]).toEqual([1, 1]);
    expect(chunk.countsOf("branch")).toMatchObject({ out: 2 });
  });
});

describe("a record that fails", () => {
  test("takes the error port when one is drawn, and keeps its key", () => {
    const chunk = fresh();
    chunk.fail(node("post", { error: ["why"] }), frame(3), error);
    expect(chunk.take("why")).toEqual([{ key: "3", place: 3, value: error, lineage: null }]);
    expect([chunk.rejected, chunk.rejects]).toEqual([0, []]);
  });

  test("is kept with the record that came in", () => {
    const chunk = fresh();
    chunk.fail(node("post"), frame(3, { id: 3 }), error);
    expect(chunk.rejects).toEqual([{ node: "post", key: "3", record: { id: 3 }, error }]);
    expect(chunk.toCounts()["post"]).toMatchObject({ rejected: 1, out: 0 });
  });
});

test("a scope sees a record's own lineage before what lies outside, and nothing of another path", () => {
  const chunk = fresh();
  const scope = new RecordScope([["trigger", "outside"], ["map", "older"]]);
  chunk.make(node("map", { out: ["next"] }, true), "out", frame(0), "made");
  chunk.pass(node("other", { out: ["last"] }, true), "out", frame(1));
  scope.at = chunk.take("next")[0]?.lineage ?? null;
  expect([scope.get("map"), scope.get("trigger"), scope.get("other"), scope.has("other")]).toEqual(["made", "outside", undefined, false]);
  scope.at = chunk.take("last")[0]?.lineage ?? null;
  expect([scope.get("map"), scope.get("other")]).toEqual(["older", 1]);
});

test("ten samples a node are kept over all chunks, and a large one is cut", () => {
  const chunk = new Chunk(2, { samples: { a: [1, 2, 3, 4, 5, 6, 7, 8] }, gathered: new Map() });
  for (let place = 0; place < 5; place += 1) chunk.pass(node("a"), "out", frame(place, `n${place}`));
  chunk.pass(node("b"), "out", frame(0, "x".repeat(100_000)));
  expect(chunk.samples?.["a"]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, "n0", "n1"]);
  expect(JSON.stringify(chunk.samples?.["b"]).length).toBeLessThan(2_000);
  const full = new Chunk(3, { samples: { a: Array.from({ length: 10 }, () => 0) }, gathered: new Map() });
  full.pass(node("a"), "out", frame(0));
  expect(full.samples).toBeNull();
});

test("a chunk that holds too much fails the region and says what to do", () => {
  const chunk = fresh();
  chunk.charge("a", 60 * 1024 * 1024);
  expect(() => chunk.charge("a", 5 * 1024 * 1024)).toThrow(RegionFailed);
});
