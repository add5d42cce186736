import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "#lib/egress/database/database.ts";
import { EgressError } from "#lib/egress/egress-error.ts";
import type { Json } from "#lib/json.ts";
import { type DatabaseTarget, startDatabaseTarget } from "#tests/support/database-target.ts";
import { runAction } from "../registry.server.ts";
import { StepError } from "../step-error.ts";

let target: DatabaseTarget;
let session: Database;

beforeAll(async () => {
  target = await startDatabaseTarget();
  session = await target.open();
});
afterAll(() => target.stop());

const sql = (text: string, values: unknown[] = []) => target.database.pool.query(text, values);

/** An action as a step does it; `on` is another session. */
async function run(name: string, input: Json, on: Database = session): Promise<never> {
  const context = { send: () => Promise.reject(new Error("nothing is sent by HTTP")), publish: () => Promise.reject(new Error("nothing is published")), database: async () => on, effectKey: "k", readOnly: false, signal: new AbortController().signal };
  return (await runAction(`postgres/${name}`, input, context)) as never;
}

async function failure(doing: Promise<unknown>): Promise<EgressError | StepError> {
  const thrown: unknown = await doing.then((value) => value, (error: unknown) => error);
  if (thrown instanceof StepError || EgressError.is(thrown)) return thrown;
  throw new Error(`not refused: ${JSON.stringify(thrown)}`, { cause: thrown });
}

const hostile = ["'; drop table victims; --", "\"; select pg_sleep(5)--", "`", "\")", "$1", ":name", "\\'; --", "x' or '1'='1", "{a,\"b\"}", "日本\n\t\\N"];

describe("query", () => {
  test("names are bound; in read mode nothing can be changed", async () => {
    await sql("create table people (id int8 primary key, email text, born date)");
    await sql("insert into people values (1, 'ada@example.com', '1815-12-10'), (2, 'bob@example.com', null)");
    expect(await run("query", { sql: "select * from people where email = :email", values: { email: "ada@example.com" } })).toEqual({
      rows: [{ id: 1, email: "ada@example.com", born: "1815-12-10" }], rowCount: 1,
    });
    expect(await failure(run("query", { sql: "delete from people" }))).toMatchObject({ class: "validation", code: "sql_25006" });
    expect(await failure(run("query", { sql: "with gone as (delete from people returning *) select * from gone" }))).toMatchObject({ code: "sql_25006" });
    await failure(run("query", { sql: "do $$ begin set transaction read write; delete from people; end $$" }));
    await failure(run("query", { sql: "select set_config('transaction_read_only', 'off', false)" }));
    await run("query", { sql: "commit" });
    expect((await sql("select count(*)::int as count from people")).rows[0].count).toBe(2);
  });

  test("in write mode it writes, and a failure leaves nothing", async () => {
    await sql("create table notes (id int primary key, text text)");
    expect(await run("query", { sql: "insert into notes values (:id, :text)", values: { id: 1, text: "x" }, mode: "write" })).toEqual({ rows: [], rowCount: 1 });
    expect(await run("query", { sql: "update notes set text = 'y' returning id, text", mode: "write" })).toEqual({ rows: [{ id: 1, text: "y" }], rowCount: 1 });
    expect(await failure(run("query", { sql: "insert into notes values (1, '')", mode: "write" }))).toMatchObject({ class: "conflict", code: "sql_23505", message: expect.stringMatching(/already exists/) });
    expect(await failure(run("query", { sql: "insert into notes select n, '' from generate_series(2, 2000) n returning id", mode: "write" }))).toMatchObject({ code: "too_many_rows" });
    expect((await sql("select count(*)::int as count from notes")).rows[0].count).toBe(1);
  });

  test("more than 1,000 rows or 16 MB are refused, and the session goes on", async () => {
    expect((await run("query", { sql: "select generate_series(1, 1000) n" }) as { rowCount: number }).rowCount).toBe(1_000);
    expect(await failure(run("query", { sql: "select generate_series(1, 1000000000) n" }))).toMatchObject({ class: "validation", code: "too_many_rows" });
    expect(await failure(run("query", { sql: "select repeat('x', 1000000) from generate_series(1, 900)" }))).toMatchObject({ class: "validation", code: "result_too_large" });
    expect(await run("query", { sql: "select 1 as one" })).toEqual({ rows: [{ one: 1 }], rowCount: 1 });
  });

  test.each(hostile)("a value stays a value: %s", async (text) => {
    await sql("create table if not exists victims (text text)");
    expect(await run("query", { sql: "select :text as text, length(:text) as length", values: { text } })).toEqual({ rows: [{ text, length: [...text].length }], rowCount: 1 });
    await run("query", { sql: "insert into victims values (:text)", values: { text }, mode: "write" });
    expect((await sql("select count(*)::int as count from victims where text = $1", [text])).rows[0].count).toBe(1);
  });

  test("a second statement is refused", async () => {
    await sql("create table if not exists victims (text text)");
    for (const mode of ["read", "write"]) expect(await failure(run("query", { sql: "select 1; drop table victims", mode }))).toMatchObject({ class: "validation", code: "sql_42601" });
    expect((await sql("select to_regclass('victims') is not null as there")).rows[0].there).toBe(true);
  });

  test("lists are bound as the parameter's type asks", async () => {
    expect(await run("query", {
      sql: "select :ids::int8[] as ids, :json::jsonb as json, 2 = any(:some::int[]) as found, :words::text[] as words, :nested::int[] as nested",
      values: { ids: [1, null, 3], json: [1, { a: null }], some: [2], words: ["a", "b,c", "d\"e", "f\\g", "", "NULL"], nested: [[1, 2], [3, 4]] },
    })).toEqual({
      rows: [{ ids: [1, null, 3], json: [1, { a: null }], found: true, words: ["a", "b,c", "d\"e", "f\\g", "", "NULL"], nested: [[1, 2], [3, 4]] }], rowCount: 1,
    });
  });

  test("what is missing is said in words", async () => {
    expect(await failure(run("query", { sql: "select :a, :b", values: { a: 1 } }))).toMatchObject({ code: "value_missing", message: expect.stringMatching(/:b/) });
    expect(await failure(run("query", { sql: "select * from nowhere" }))).toMatchObject({ class: "validation", code: "sql_42P01", message: "Relation \"nowhere\" does not exist." });
    expect(await failure(run("query", { sql: "select :a::text", values: { a: "a\u0000b" } }))).toMatchObject({ class: "validation", code: "unstorable_text", message: expect.stringMatching(/NUL/) });
    expect(await failure(run("query", { sql: "select :a::text", values: { a: "\ud800" } }))).toMatchObject({ class: "validation", code: "unstorable_text" });
    expect(await failure(run("query", { sql: "select :a::jsonb", values: { a: { deep: "a\u0000b" } } }))).toMatchObject({ class: "validation", message: expect.stringMatching(/NUL/) });
    expect(await failure(run("query", { sql: "select 1\u0000" }))).toMatchObject({ class: "validation", code: "unstorable_text" });
    expect(await failure(run("query", { sql: "copy people to stdout" }))).toMatchObject({ code: "copy_not_here" });
  });
});

const values = [
  ["int8", [1, -9007199254740991, "9007199254740993", "-9223372036854775808"]],
  ["numeric", [1.5, 0, 1e-7, "12345678901234567.89", "0.1234567890123456789", "NaN", "1000000000000000000000"]],
  ["float8", [0.1, -1.7976931348623157e308, 5e-324, "Infinity", "NaN"]],
  ["float4", [0.5, 3.4]],
  ["timestamptz", ["2026-01-31T08:15:00.123456Z", "0999-01-01T00:00:00Z", "infinity", "12026-01-01T00:00:00Z"]],
  ["timestamp", ["2026-01-31T08:15:00.123456", "-infinity"]],
  ["date", ["2026-02-28", "infinity"]],
  ["time", ["08:15:00.123456"]],
  ["interval", ["P1DT2H3.000001S"]],
  ["bool", [true, false]],
  ["uuid", ["018f6b1e-5d0a-7c3e-8b1a-000000000001"]],
  ["text", ["", " a ", "NULL", "\\N", "\\", "tab\tline\n", "emoji 😀"]],
  ["varchar(5)", ["abcde"]],
  ["char(3)", ["ab "]],
  ["bytea", ["", "AAEC/w=="]],
  ["json", [{ a: [1, "2", null, true], b: "12345678901234567890" }, "text", 7, false, []]],
  ["jsonb", [{ a: [1, "2", null, true] }, "text", 0.1, [1, [2]]]],
  ["int8[]", [[1, "9007199254740993", null], [], [[1, 2], [3, 4]]]],
  ["text[]", [["a", "b,c", "\"", "\\", "", "NULL", "{}", null]]],
  ["timestamptz[]", [["2026-01-31T08:15:00.123456Z"]]],
  ["jsonb[]", [[{ a: 1 }, [1, 2], "x"]]],
  ["bytea[]", [["AAEC/w==", null]]],
  ["inet", ["10.0.0.0/8"]],
  ["mood", ["not so bad"]],
  ["mood[]", [["not so bad", "ok"]]],
  ["small", [7]],
  ["int4range", ["[1,5)"]],
] as const;

test.each(values)("%s goes in and comes out the same", async (type, list) => {
  await sql("do $$ begin create type mood as enum ('ok', 'not so bad'); create domain small as int check (value < 10); exception when duplicate_object then null; end $$");
  await sql(`drop table if exists types; create table types (id int primary key, value ${type})`);
  const fresh = await target.open();
  for (const [id, value] of list.entries()) {
    const given = value as Json;
    expect(await run("upsert", { table: "types", values: { id, value: given } }, fresh)).toEqual({ row: { id, value: given }, inserted: true });
  }
  expect(await run("insert-many", { table: "types", rows: list.map((value, index) => ({ id: 100 + index, value: value as Json })) }, fresh)).toEqual({ count: list.length });
  const read = (await run("query", { sql: "select value from types where id >= 100 order by id" }, fresh)) as { rows: { value: Json }[] };
  expect(read.rows.map((row) => row.value)).toEqual(list);
  await fresh.end();
});

test("a number in JSON that a double cannot hold comes as text", async () => {
  expect(await run("query", { sql: "select '{\"a\": 12345678901234567890, \"b\": [0.30000000000000004, 1e400], \"__proto__\": 1}'::json as json" })).toEqual({
    rows: [{ json: JSON.parse('{"a":"12345678901234567890","b":[0.30000000000000004,"1e400"],"__proto__":1}') }], rowCount: 1,
  });
  expect(({} as { a?: number }).a).toBeUndefined();
});

describe("upsert", () => {
  test("inserts, then updates what is given and keeps the rest", async () => {
    await sql("create table customers (id int primary key, email text unique, name text default 'none', inserted text)");
    expect(await run("upsert", { table: "customers", values: { id: 1, email: "a@example.com", inserted: "a column of that name" } })).toEqual({ row: { id: 1, email: "a@example.com", name: "none", inserted: "a column of that name" }, inserted: true });
    expect(await run("upsert", { table: "customers", values: { id: 1, name: "Ada" } })).toEqual({ row: { id: 1, email: "a@example.com", name: "Ada", inserted: "a column of that name" }, inserted: false });
    expect(await run("upsert", { table: "customers", keys: "email", values: { email: "a@example.com", id: 2 } })).toMatchObject({ row: { id: 2, name: "Ada" }, inserted: false });
    expect(await run("upsert", { table: "customers", values: { id: 2 } })).toMatchObject({ row: { id: 2 }, inserted: false });
    expect(await run("upsert", { table: "customers", values: { id: 3 } })).toMatchObject({ row: { id: 3, name: "none" }, inserted: true });
  });

  test("a table in parts tells inserted from updated too", async () => {
    await sql("create table parted (id int primary key, n int) partition by range (id); create table parted_1 partition of parted for values from (0) to (100)");
    expect(await run("upsert", { table: "parted", values: { id: 1, n: 1 } })).toEqual({ row: { id: 1, n: 1 }, inserted: true });
    expect(await run("upsert", { table: "parted", values: { id: 1, n: 2 } })).toEqual({ row: { id: 1, n: 2 }, inserted: false });
  });

  test("odd names are names, and hostile ones are refused without a wait", async () => {
    await sql('create schema "odd; schema"; create table "odd; schema"."ta\'b""le" ("sel""ect" int primary key, "; drop table x--" text)');
    expect(await run("upsert", { schema: "odd; schema", table: "ta'b\"le", values: { 'sel"ect': 1, "; drop table x--": "v" } })).toEqual({ row: { 'sel"ect': 1, "; drop table x--": "v" }, inserted: true });
    for (const name of ['id"; select pg_sleep(5)--', "`", '")', "ID", "id ", "ctid"]) {
      const started = performance.now();
      expect(await failure(run("upsert", { table: "customers", values: { id: 1, [name]: "x" } }))).toMatchObject({ class: "validation", code: "unknown_column", message: expect.stringMatching(/It has id, email, name/) });
      expect(await failure(run("upsert", { table: name, values: { id: 1 } }))).toMatchObject({ code: "unknown_table", message: expect.stringMatching(/customers/) });
      expect(await failure(run("upsert", { table: "customers", schema: name, values: { id: 1 } }))).toMatchObject({ code: "unknown_table", message: expect.stringMatching(/not there/) });
      if (name.trim() === name) expect(await failure(run("upsert", { table: "customers", keys: name.replace(/^"|"$/g, ""), values: { id: 1 } }))).toMatchObject({ class: "validation" });
      expect(performance.now() - started).toBeLessThan(500);
    }
  });

  test("keys without a unique constraint, and keys without a value, are refused with what there is", async () => {
    expect(await failure(run("upsert", { table: "customers", keys: "name", values: { id: 1, name: "x" } }))).toMatchObject({ code: "no_key", message: expect.stringMatching(/\(id\) and on \(email\)/) });
    expect(await failure(run("upsert", { table: "customers", values: { name: "x" } }))).toMatchObject({ code: "key_missing" });
    await sql("create table computed (id int primary key, n int, twice int generated always as (n * 2) stored)");
    expect(await failure(run("upsert", { table: "computed", values: { id: 1, twice: 4 } }))).toMatchObject({ code: "computed_column" });
    expect(await run("upsert", { table: "computed", values: { id: 1, n: 4 } })).toMatchObject({ row: { twice: 8 } });
    expect(await failure(run("upsert", { table: "types", values: { id: 1, value: "not a range" } }))).toMatchObject({ class: "validation", code: "sql_22P02" });
  });
});

describe("insert-many", () => {
  test("all rows or none, each with the defaults of what it does not name", async () => {
    await sql("create table lines (sku varchar(5) primary key, qty int not null default 1)");
    expect(await run("insert-many", { table: "lines", rows: [{ sku: "A", qty: 2 }, { sku: "B" }, { sku: "C", qty: 3 }] })).toEqual({ count: 3 });
    expect((await sql("select sku, qty from lines order by sku")).rows).toEqual([{ sku: "A", qty: 2 }, { sku: "B", qty: 1 }, { sku: "C", qty: 3 }]);
    expect(await failure(run("insert-many", { table: "lines", rows: [{ sku: "D" }, { sku: "A", qty: 1 }] }))).toMatchObject({ class: "conflict", code: "sql_23505" });
    expect(await failure(run("insert-many", { table: "lines", rows: [{ sku: "D" }, { sku: "too long" }] }))).toMatchObject({ class: "validation", code: "sql_22001" });
    expect(await failure(run("insert-many", { table: "lines", rows: [{ sku: "D" }, { sku: "E", color: "red" }] }))).toMatchObject({ code: "unknown_column", message: expect.stringMatching(/^Row 2: /) });
    expect((await sql("select count(*)::int as count from lines")).rows[0].count).toBe(3);
    expect(await run("insert-many", { table: "lines", rows: [] })).toEqual({ count: 0 });
  });

  test("10,000 rows of many columns go in one statement", async () => {
    await sql("create table wide (id int primary key, a text, b text, c text, d text, e text, f text, g text, h text, i text)");
    const rows = Array.from({ length: 10_000 }, (_, id) => ({ id, a: "a", b: "b", c: "c", d: "d", e: "e", f: hostile[id % hostile.length] ?? "", g: "g", h: "h", i: "i" }));
    expect(await run("insert-many", { table: "wide", rows })).toEqual({ count: 10_000 });
    expect((await sql("select count(distinct f)::int as count from wide")).rows[0].count).toBe(hostile.length);
  });
});
