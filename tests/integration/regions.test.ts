import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import type { Reject } from "#lib/pipeline/region-stores.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { type RegionLab, startRegionLab } from "#tests/support/region-lab.ts";

let lab: RegionLab;

beforeAll(async () => {
  lab = await startRegionLab([]);
});

afterAll(() => lab.stop());

beforeEach(() => {
  lab.faults.length = 0;
});

type Nodes = Parameters<typeof buildDocument>[0];

const cel = (source: string) => ({ kind: "cel" as const, source });
const id = nodeId;
const collect = (limit = 1_000) => ({ type: "core/collect", config: { limit: literal(limit) } });

/** A hook whose `lines` are split, and what is given besides. */
function splitting(nodes: Nodes, edges: string[], settings: Nodes[string]["settings"] = {}): FlowDocument {
  return buildDocument({ hook: { type: "core/webhook" }, items: { type: "core/split", config: { list: reference("hook", "body", "lines"), key: literal("id") }, settings }, ...nodes }, ["hook -> items", ...edges]);
}

async function run(document: FlowDocument, lines: Json[]) {
  const request = await lab.begin(document, "items", { input: { body: { lines } } });
  return { request, progress: await lab.drive(request) };
}

function itemsOf(progress: { outputs?: { [node: string]: { [key: string]: Json } } }, node: string): Json {
  return progress.outputs?.[id(node)]?.["items"] ?? null;
}

async function rejectsOf(request: Parameters<RegionLab["rows"]>[1]) {
  const rows = await lab.rows<{ at_node: string; record_key: string; record: string; chunk: number; error: Reject["error"] }>("region_rejects", request);
  return rows.map((row) => ({ node: row.at_node, key: row.record_key, record: JSON.parse(row.record) as Json, code: row.error.code, message: row.error.message }));
}

describe("records pass through logic one by one", () => {
  test("filter drops, map makes new records, and done and collect tell the same counts", async () => {
    const document = splitting(
      {
        big: { type: "core/filter", config: { when: cel(`${id("items")}.amount > 10`) } },
        shape: { type: "core/map", config: { fields: fields({ id: reference("items", "id"), double: cel(`${id("items")}.amount * 2`), from: reference("hook", "method") }) } },
        all: collect(),
      },
      ["items => big", "big => shape", "shape => all"],
    );
    const request = await lab.begin(document, "items", { input: { method: "POST", body: { lines: [{ id: 1, amount: 5 }, { id: 2, amount: 50 }, { id: 3, amount: 11 }] } } });
    const progress = await lab.drive(request);
    expect(progress).toMatchObject({
      status: "done",
      outputs: {
        [id("items")]: { read: 3, filtered: 1, rejected: 0, written: { [id("all")]: 2 }, window: null },
        [id("all")]: { read: 2, written: 2, rejected: 0, items: [{ id: 2, double: 100, from: "POST" }, { id: 3, double: 22, from: "POST" }] },
      },
      counts: { [id("big")]: { in: 3, out: 2, filtered: 1, rejected: 0, written: 0 } },
    });
    // Asked again after the end, as after a crash before the engine recorded it.
    expect(await lab.drive(request)).toEqual(progress);
    const [state] = await lab.rows<{ status: string; samples: string }>("region_states", request);
    expect(state?.status).toBe("succeeded");
    expect(JSON.parse(state?.samples ?? "")).toMatchObject({ [id("shape")]: [{ id: 2 }, { id: 3 }], [id("items")]: [{ id: 1 }, { id: 2 }, { id: 3 }] });
    expect(lab.faults).toEqual([]);
  });

  test("paths meet again in the order of the source, and what was not passed is not there", async () => {
    const document = splitting(
      {
        odd: { type: "core/branch", config: { when: cel(`${id("items")}.id % 2 == 1`) } },
        left: { type: "core/map", config: { fields: fields({ id: reference("items", "id"), side: literal("left") }) } },
        right: { type: "core/map", config: { fields: fields({ id: reference("items", "id"), side: literal("right") }) } },
        both: { type: "core/merge" },
        seen: { type: "core/map", config: { fields: fields({ id: reference("items", "id"), left: { ...reference("left", "side"), default: null }, merged: reference("both", "side") }) } },
        all: collect(),
      },
      ["items => odd", "odd.yes => left", "odd.else => right", "left => both", "right => both", "both => seen", "seen => all"],
    );
    const { progress } = await run(document, [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]);
    expect(itemsOf(progress as never, "all")).toEqual([
      { id: 1, left: "left", merged: "left" }, { id: 2, left: null, merged: "right" }, { id: 3, left: "left", merged: "left" }, { id: 4, left: null, merged: "right" },
    ]);
  });

  test("a switch takes the first case that holds, and a node that is turned off lets records pass unchanged", async () => {
    const when = (value: string) => ({ kind: "condition" as const, match: "all" as const, tests: [{ left: reference("items", "country"), operator: "equals" as const, right: literal(value) }] });
    const document = splitting(
      {
        where: { type: "core/switch", config: { cases: { kind: "cases", cases: [{ port: "c_de", label: "DE", when: when("DE") }, { port: "c_any", label: "FR", when: when("FR") }] } } },
        off: { type: "core/map", config: { fields: fields({ lost: literal(true) }) }, settings: { disabled: true } },
        de: collect(), fr: collect(), rest: collect(),
      },
      ["items => where", "where.c_de => de", "where.c_any => fr", "where.else => off", "off => rest"],
    );
    const { progress } = await run(document, [{ id: 1, country: "DE" }, { id: 2, country: "FR" }, { id: 3, country: "IT" }]);
    expect(["de", "fr", "rest"].map((node) => itemsOf(progress as never, node))).toEqual([[{ id: 1, country: "DE" }], [{ id: 2, country: "FR" }], [{ id: 3, country: "IT" }]]);
  });

  test("flatten makes a record an item, with the outer record in reach and its key extended", async () => {
    const document = splitting(
      {
        parts: { type: "core/flatten", config: { list: reference("items", "parts") } },
        shape: { type: "core/map", config: { fields: fields({ order: reference("items", "id"), sku: reference("parts", "sku") }) } },
        all: collect(), bad: { type: "core/fail", config: { message: { kind: "template", parts: ["no ", reference("parts", "sku")] } } },
      },
      ["items => parts", "parts => shape", "shape => all", "shape => bad"],
    );
    const { request, progress } = await run(document, [{ id: 7, parts: [{ sku: "a" }, { sku: "b" }] }, { id: 8, parts: [] }, { id: 9, parts: "none" }]);
    expect(itemsOf(progress as never, "all")).toEqual([{ order: 7, sku: "a" }, { order: 7, sku: "b" }]);
    expect(await rejectsOf(request)).toEqual([
      expect.objectContaining({ node: id("parts"), key: "9", code: "no_list" }),
      expect.objectContaining({ node: id("bad"), key: "7/0", record: { order: 7, sku: "a" }, code: "failed_on_purpose", message: "no a" }),
      expect.objectContaining({ node: id("bad"), key: "7/1", message: "no b" }),
    ]);
  });

  test("records without a key are told apart by content and occurrence", async () => {
    const document = splitting({ bad: { type: "core/fail", config: { message: literal("no") } } }, ["items => bad"]);
    const { request } = await run(document, ["same", "same", "other"]);
    const keys = (await rejectsOf(request)).map(({ key }) => key);
    expect(new Set(keys).size).toBe(3);
    expect(keys[0]?.replace(/1$/, "2")).toBe(keys[1]);
  });
});

describe("region-5: a record that fails", () => {
  const dividing = (edges: string[], nodes: Nodes = {}, settings: Nodes[string]["settings"] = {}) =>
    splitting({ shape: { type: "core/map", config: { fields: fields({ total: reference("items", "total") }) } }, all: collect(), ...nodes }, ["items => shape", "shape => all", ...edges], settings);

  test("is stored with its reason, and the others go on", async () => {
    const { request, progress } = await run(dividing([]), [{ id: 1, total: 1 }, { id: 2 }, { id: 3, total: 3 }]);
    expect(progress).toMatchObject({ status: "done", outputs: { [id("items")]: { read: 3, rejected: 1 }, [id("all")]: { items: [{ total: 1 }, { total: 3 }] } } });
    expect(await rejectsOf(request)).toEqual([{ node: id("shape"), key: "2", record: { id: 2 }, code: "reference_missing", message: expect.stringContaining("total") }]);
  });

  test("takes the error port when one is drawn, with the error as its record", async () => {
    const document = dividing(["shape.error => why", "why => failed"], { why: { type: "core/map", config: { fields: fields({ id: reference("items", "id"), code: reference("shape", "code") }) } }, failed: collect() });
    const { request, progress } = await run(document, [{ id: 1, total: 1 }, { id: 2 }]);
    expect(itemsOf(progress as never, "failed")).toEqual([{ id: 2, code: "reference_missing" }]);
    expect(await rejectsOf(request)).toEqual([]);
  });

  test.each([
    ["a count that is passed", { count: 1 }, 3, 2, "failed"],
    ["a count that is kept", { count: 2 }, 3, 2, "done"],
    ["a percentage that is passed at the end", { percent: 50 }, 4, 3, "failed"],
    ["a percentage that is kept", { percent: 50 }, 4, 2, "done"],
  ])("%s decides about the region", async (_, rejectLimit, total, bad, status) => {
    const lines = Array.from({ length: total }, (_unused, index) => (index < bad ? { id: index } : { id: index, total: 1 }));
    const { request, progress } = await run(dividing([], {}, { rejectLimit }), lines);
    expect(progress.status).toBe(status);
    expect(await rejectsOf(request)).toHaveLength(bad);
    if (progress.status !== "failed") return;
    expect(progress).toMatchObject({ error: { code: "too_many_rejects", node: id("items") }, summary: { read: total, rejected: bad } });
    expect(await lab.drive(request)).toEqual(progress);
  });

  test("a percentage is judged as soon as there are enough records, so that a million bad ones are not read", async () => {
    const lines = Array.from({ length: 5_000 }, (_, index) => (index % 10 === 0 ? { id: index } : { id: index, total: 1 }));
    const { progress } = await run(dividing([], { all: collect(10_000) }, { rejectLimit: { percent: 5 } }), lines);
    expect(progress).toMatchObject({ status: "failed", error: { code: "too_many_rejects" }, summary: { read: 1_000, rejected: 100 } });
  });
});

describe("region-7: state that lives as long as the run", () => {
  test("the first record of each key goes on, also after a restart between two chunks", async () => {
    const document = splitting({ once: { type: "core/deduplicate", config: { key: reference("items", "email") } }, all: collect(10_000) }, ["items => once", "once => all"]);
    const lines = Array.from({ length: 12_000 }, (_, index) => ({ id: index, email: index < 11_000 ? `${index % 3_000}@example.com` : null }));
    const request = await lab.begin(document, "items", { input: { body: { lines } } });
    // The process dies at its second commit; what it had in memory is gone.
    let commits = 0;
    const dying = lab.regions({
      async write(held, chunk) {
        commits += 1;
        if (commits === 2) throw new Error("the process died");
        return await lab.stores.write(held, chunk);
      },
    });
    await expect(lab.drive(request, dying)).rejects.toThrow("the process died");
    expect(await lab.rows("region_chunks", request)).toHaveLength(1);
    const progress = await lab.drive(request);
    expect(progress).toMatchObject({ status: "done", outputs: { [id("items")]: { read: 12_000, filtered: 8_999 }, [id("all")]: { written: 3_001 } } });
    expect((itemsOf(progress as never, "all") as { id: number }[]).map((item) => item.id)).toEqual([...Array.from({ length: 3_000 }, (_, index) => index), 11_000]);
  });

  test("a collect past its bound fails the region, and says where", async () => {
    const { progress } = await run(splitting({ all: collect(2) }, ["items => all"]), [1, 2, 3]);
    expect(progress).toMatchObject({ status: "failed", error: { code: "collect_full", node: id("all"), message: expect.stringContaining("2 records") }, summary: { read: 3 } });
    const large = Array.from({ length: 20 }, (_, index) => ({ id: index, text: "x".repeat(1_000_000) }));
    const document = splitting({ wide: { type: "core/map", config: { fields: fields({ text: reference("items", "text") }) } }, all: collect(100) }, ["items => wide", "wide => all"]);
    expect((await run(document, large)).progress).toMatchObject({ status: "failed", error: { code: "collect_full", message: expect.stringContaining("16 MB") } });
  });
});

describe("what is costly or foreign goes to the sandbox", () => {
  test("code runs once a record; what throws is rejected with its line", async () => {
    const document = splitting(
      { code: { type: "core/code", config: { source: literal("if (input.n === 2) throw new Error('two');\nreturn { square: input.n * input.n };"), input: fields({ n: reference("items", "id") }) } }, all: collect() },
      ["items => code", "code => all"],
    );
    const { request, progress } = await run(document, [{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(itemsOf(progress as never, "all")).toEqual([{ square: 1 }, { square: 9 }]);
    expect(await rejectsOf(request)).toMatchObject([{ key: "2", code: "SANDBOX_ERROR", message: expect.stringMatching(/two.*line 1/) }]);
  });

  test("one that does not end takes nobody with it", async () => {
    const document = splitting(
      { code: { type: "core/code", config: { source: literal("if (input.n === 2) for (;;) {}\nreturn input.n;"), input: fields({ n: reference("items", "id") }) }, settings: { timeoutMs: 3_000 } }, all: collect() },
      ["items => code", "code => all"],
    );
    const { request, progress } = await run(document, [{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(itemsOf(progress as never, "all")).toEqual([1, 3]);
    expect(await rejectsOf(request)).toMatchObject([{ key: "2", code: "SANDBOX_TIMEOUT" }]);
  });

  test("an expression above its bound gives the same as below it", async () => {
    const pairs = cel(`${id("items")}.list.filter(a, ${id("items")}.list.exists(b, b == a + 1)).size()`);
    const document = splitting({ shape: { type: "core/map", config: { fields: fields({ id: reference("items", "id"), pairs }) } }, all: collect() }, ["items => shape", "shape => all"]);
    const list = (count: number) => Array.from({ length: count }, (_, index) => index);
    const { progress } = await run(document, [{ id: 1, list: list(10) }, { id: 2, list: list(3_000) }, { id: 3, list: list(20) }]);
    expect(itemsOf(progress as never, "all")).toEqual(expect.arrayContaining([{ id: 1, pairs: 9 }, { id: 2, pairs: 2_999 }, { id: 3, pairs: 19 }]));
  });
});
