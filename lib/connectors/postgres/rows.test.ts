import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "#lib/egress/database/database.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { type DatabaseTarget, startDatabaseTarget } from "#tests/support/database-target.ts";
import type { SourcePage } from "../define.ts";
import { parseInput, sourceRuntime } from "../registry.server.ts";

let target: DatabaseTarget;
let session: Database;
const source = sourceRuntime("postgres/rows");

beforeAll(async () => {
  target = await startDatabaseTarget();
});
afterAll(() => target.stop());
afterEach(() => session?.end());

const sql = (text: string, values: unknown[] = []) => target.database.pool.query(text, values);

interface Reading {
  cursor?: Json;
  pageSize?: number;
  readOnly?: boolean;
  /** Called after each page. */
  between?: (page: SourcePage) => Promise<void>;
}

async function read(input: JsonObject, { cursor = null, pageSize = 1_000, readOnly = false, between = async () => {} }: Reading = {}): Promise<SourcePage[]> {
  session = await target.open({ readOnly });
  const context = { send: () => Promise.reject(new Error("nothing is sent by HTTP")), database: async () => session, readOnly, signal: new AbortController().signal, cursor, pageSize };
  const pages: SourcePage[] = [];
  for await (const page of source.read(parseInput("postgres/rows", input), context)) {
    // The cursor is stored between pages.
    pages.push({ ...page, cursor: JSON.parse(JSON.stringify(page.cursor)) as Json });
    await between(page);
  }
  return pages;
}

const recordsOf = (pages: SourcePage[]): JsonObject[] => pages.flatMap((page) => page.records) as JsonObject[];
const idsOf = (pages: SourcePage[]): Json[] => recordsOf(pages).map((record) => record["id"] ?? null);

describe("a table", () => {
  test("25,000 rows with equal cursor values, and rows added between pages, are each read once", async () => {
    await sql("create table moves (id int8 primary key, at timestamptz not null, note text)");
    // 100 rows share each microsecond; ids are spread so that the orders of id and of time differ.
    await sql("insert into moves select (n * 7919) % 25000, '2026-01-01T00:00:00Z'::timestamptz + (n / 100) * interval '1 microsecond', repeat('x', n % 5) from generate_series(0, 24999) n");
    let added = 0;
    const pages = await read({ table: "moves", cursor: "at" }, {
      pageSize: 999,
      between: async () => {
        if (added === 500) return;
        await sql("insert into moves select 25000 + $1 + n, '2026-01-02T00:00:00Z' from generate_series(0, 99) n", [added]);
        added += 100;
      },
    });
    const ids = idsOf(pages);
    expect(ids.length).toBe(25_500);
    expect(new Set(ids).size).toBe(25_500);
    expect(recordsOf(pages).at(-1)).toMatchObject({ at: "2026-01-02T00:00:00Z" });
    expect(pages.slice(0, -1).every((page) => page.records.length === 999)).toBe(true);
    expect(pages[0]?.keys).toEqual(pages[0]?.records.map((record) => String((record as JsonObject)["id"])));
  });

  test("the next run goes on after the last value, to the microsecond and the last digit", async () => {
    await sql("create table changes (id int8 primary key, at timestamptz, seq numeric)");
    await sql("insert into changes values (9007199254740993, '2026-01-01T00:00:00.000001Z', 12345678901234567890.123456789), (2, '2026-01-01T00:00:00.000002Z', 1), (3, null, 2)");
    const first = await read({ table: "changes", cursor: "at" }, { pageSize: 1 });
    expect(idsOf(first)).toEqual(["9007199254740993", 2]);
    expect(first[0]?.cursor).toEqual({ after: [{ column: "at", type: "timestamp with time zone", text: "2026-01-01 00:00:00.000001+00" }, { column: "id", type: "bigint", text: "9007199254740993" }] });
    const cursor = first.at(-1)?.cursor ?? null;
    expect(await read({ table: "changes", cursor: "at" }, { cursor })).toEqual([]);
    await sql("insert into changes values (1, '2026-01-01T00:00:00.000002Z', 1), (4, '2026-01-01T00:00:00.000003Z', 1), (5, '2026-01-01T00:00:00.000002Z', 1)");
    expect(idsOf(await read({ table: "changes", cursor: "at" }, { cursor }))).toEqual([5, 4]);
    expect(idsOf(await read({ table: "changes", cursor: "at" }, { cursor: first[0]?.cursor ?? null }))).toEqual([1, 2, 5, 4]);
    const bySeq = await read({ table: "changes", cursor: "seq", keys: "id" }, { pageSize: 1 });
    expect(idsOf(await read({ table: "changes", cursor: "seq", keys: "id" }, { cursor: bySeq.at(-2)?.cursor ?? null }))).toEqual(["9007199254740993"]);
    expect(source.keepsCursor(parseInput("postgres/rows", { table: "changes", cursor: "at" }))).toBe(true);
    expect(source.keepsCursor(parseInput("postgres/rows", { table: "changes" }))).toBe(false);
    await expect(read({ table: "changes", cursor: "seq" }, { cursor })).rejects.toMatchObject({ code: "other_cursor" });
  });

  test("columns and conditions; values stay values", async () => {
    await sql('create table "Odd ""name" (id text, part text, "the ""value" text, primary key (id, part))');
    const hostile = ["' or 1=1 --", "\"", "$1", "x"];
    for (const [index, value] of hostile.entries()) await sql('insert into "Odd ""name" values ($1, $2, $1)', [value, String(index)]);
    await sql('insert into "Odd ""name" values ($1, $2, null)', ["null", "9"]);
    for (const value of hostile) {
      const pages = await read({ table: 'Odd "name', columns: '"the ""value"', where: { 'the "value': value } });
      expect(recordsOf(pages)).toEqual([{ 'the "value': value, id: value, part: String(hostile.indexOf(value)) }]);
      expect(pages[0]?.keys).toEqual([JSON.stringify([value, String(hostile.indexOf(value))])]);
    }
    expect(idsOf(await read({ table: 'Odd "name', where: { 'the "value': null } }))).toEqual(["null"]);
    for (const field of ["where", "columns", "keys", "cursor"]) {
      const name = "id; select pg_sleep(5)--";
      const started = performance.now();
      await expect(read({ table: 'Odd "name', [field]: field === "where" ? { [name]: 1 } : name })).rejects.toMatchObject({ class: "validation", code: "unknown_column" });
      expect(performance.now() - started).toBeLessThan(500);
    }
    await expect(read({ table: "nothing" })).rejects.toMatchObject({ code: "unknown_table" });
  });

  test("a key that is not unique, or that a row does not fill, fails instead of losing rows", async () => {
    await sql("create table visits (customer int, n int); insert into visits select n / 3, n from generate_series(0, 29) n");
    await expect(read({ table: "visits" })).rejects.toMatchObject({ code: "no_key" });
    for (const pageSize of [1, 2, 3, 100]) await expect(read({ table: "visits", keys: "customer" }, { pageSize })).rejects.toMatchObject({ code: "key_not_unique" });
    expect(recordsOf(await read({ table: "visits", keys: "customer, n" }, { pageSize: 4 })).length).toBe(30);
    await sql("insert into visits values (null, 100)");
    await expect(read({ table: "visits", keys: "customer, n" }, { pageSize: 4 })).rejects.toMatchObject({ code: "key_missing" });
  });

  test("wide rows come in smaller pages", async () => {
    await sql("create table wide_rows (id int primary key, text text); insert into wide_rows select n, repeat('x', 3000000) from generate_series(1, 12) n");
    const pages = await read({ table: "wide_rows" }, { pageSize: 8 });
    expect(idsOf(pages)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(Math.max(...pages.map((page) => page.records.length))).toBeLessThanOrEqual(4);
    await sql("update wide_rows set text = repeat('x', 17000000) where id = 5");
    await expect(read({ table: "wide_rows" }, { pageSize: 8 })).rejects.toMatchObject({ code: "result_too_large" });
  }, 60_000);
});

describe("a query", () => {
  test("is paged by its keys, with its values bound, in a test-run too", async () => {
    await sql("create table sales (id int primary key, shop text, at timestamptz); insert into sales select n, case n % 2 when 0 then 'a' else 'b' end, '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 second' from generate_series(1, 100) n");
    const input = { from: "query", sql: "select s.id * 10 as id, s.at -- ;\nfrom sales s where shop = :shop -- the shop\n;\n", values: { shop: "a" }, keys: "id", cursor: "at" };
    for (const readOnly of [false, true]) {
      const pages = await read(input, { pageSize: 7, readOnly });
      expect(idsOf(pages)).toEqual(Array.from({ length: 50 }, (_, index) => (index + 1) * 20));
      expect(idsOf(await read(input, { cursor: pages[3]?.cursor ?? null, readOnly })).length).toBe(22);
    }
  });

  test("cannot write, nor be more than a select", async () => {
    await sql("create function change() returns int language sql as 'delete from sales returning 1'");
    await expect(read({ from: "query", sql: "select change() as id", keys: "id" })).rejects.toMatchObject({ code: "sql_25006" });
    for (const text of ["delete from sales returning id", "select 1 as id) q; drop table sales; --", "select id from sales; drop table sales", "select 1 as id) q limit 1; --", "/* select 1"]) {
      await expect(read({ from: "query", sql: text, keys: "id" }), text).rejects.toMatchObject({ class: "validation" });
    }
    await expect(read({ from: "query", sql: "select 1 as id", keys: "nr" })).rejects.toMatchObject({ code: "unknown_column", message: expect.stringMatching(/gives id/) });
    await expect(read({ from: "query", sql: "select 1 as id" })).rejects.toMatchObject({ code: "no_key" });
    expect((await sql("select count(*)::int as count from sales")).rows[0].count).toBe(100);
  });
});

test("another table, condition, query or cursor is another source", () => {
  const identity = (input: JsonObject) => JSON.stringify(source.identity(parseInput("postgres/rows", input)));
  const all = [{ table: "a" }, { table: "b" }, { table: "a", schema: "x" }, { table: "a", cursor: "at" }, { table: "a", keys: "k" }, { table: "a", where: { x: 1 } }, { from: "query", sql: "select 1", keys: "k" }, { from: "query", sql: "select 2", keys: "k" }];
  expect(new Set(all.map(identity)).size).toBe(all.length);
  expect(identity({ table: "a", columns: "id" })).toBe(identity({ table: "a" }));
});
