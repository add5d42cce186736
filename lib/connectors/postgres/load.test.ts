import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DatabaseCredential } from "#lib/egress/credential.ts";
import type { Database } from "#lib/egress/database/database.ts";
import { EgressError } from "#lib/egress/egress-error.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { startCutProxy } from "#tests/support/cut-proxy.ts";
import { type DatabaseTarget, startDatabaseTarget } from "#tests/support/database-target.ts";
import { until } from "#tests/support/until.ts";
import type { SinkRow, SinkSession, SinkWritten } from "../define.ts";
import { parseInput, sinkRuntime } from "../registry.server.ts";
import { StepError } from "../step-error.ts";

let target: DatabaseTarget;
const sink = sinkRuntime("postgres/load");

beforeAll(async () => {
  target = await startDatabaseTarget();
});
afterAll(() => target.stop());

const sql = (text: string, values: unknown[] = []) => target.database.pool.query(text, values);
const count = async (table: string): Promise<number> => (await sql(`select count(*)::int as count from ${table}`)).rows[0].count;

interface Opened extends SinkSession {
  session: Database;
}

let origins = 0;
async function open(input: JsonObject, { origin = `origin_${(origins += 1)}`, credential }: { origin?: string; credential?: DatabaseCredential } = {}): Promise<Opened> {
  const session = await target.open(credential ? { credential } : {});
  const context = { send: () => Promise.reject(new Error("nothing is sent by HTTP")), database: async () => session, readOnly: false, signal: new AbortController().signal, origin, node: "n_load" };
  const opened = await sink.open(parseInput("postgres/load", input), context);
  return { write: (chunk) => opened.write(chunk), summary: () => opened.summary(), close: () => opened.close(), session };
}

const rowsOf = (records: readonly Json[]): SinkRow[] => records.map((record, index) => ({ key: String(index), record, settings: {} }));

/** One chunk, and what it came to with the errors' codes. */
async function load(input: JsonObject, records: readonly Json[]): Promise<{ written: number; rejected: [index: number, code: string, message: string][] }> {
  const opened = await open(input);
  return shown(await opened.write({ number: 0, rows: rowsOf(records) }).finally(() => opened.session.end()));
}

function shown({ written, rejected }: SinkWritten): Awaited<ReturnType<typeof load>> {
  return { written, rejected: rejected.map(({ index, error }) => [index, error instanceof StepError || EgressError.is(error) ? error.code : "none", error.message]) };
}

test("50,000 rows in chunks: three bad ones are rejected with their reason, the others are there once", async () => {
  await sql("create table bulk (id int8 primary key, total numeric(10,2), at timestamptz, note text, tags text[], extra jsonb)");
  const opened = await open({ table: "bulk" });
  const bad: Record<number, JsonObject> = { 5_000: { total: "twelve" }, 23_456: { id: 1 }, 49_999: { at: "2026-02-30T00:00:00Z" } };
  const rejected: [number, string][] = [];
  let written = 0;
  for (let number = 0; number < 5; number += 1) {
    const records = Array.from({ length: 10_000 }, (_, place) => {
      const id = number * 10_000 + place;
      return { id, total: id / 100, at: "2026-01-31T08:15:00.123456Z", note: `tab\t"quote" \\N line\n${id}`, tags: ["a,b", null, "\\"], extra: { id, list: [1, "2"] }, ...bad[id] };
    });
    const result = shown(await opened.write({ number, rows: rowsOf(records) }));
    written += result.written;
    for (const [index, code] of result.rejected) rejected.push([number * 10_000 + index, code]);
  }
  expect({ written, rejected }).toEqual({ written: 49_997, rejected: [[5_000, "sql_22P02"], [23_456, "sql_23505"], [49_999, "sql_22008"]] });
  expect(await count("bulk")).toBe(49_997);
  expect((await sql("select total::text, to_char(at at time zone 'UTC', 'HH24:MI:SS.US') as at, note, tags, extra from bulk where id = 49998")).rows).toEqual([
    { total: "499.98", at: "08:15:00.123456", note: 'tab\t"quote" \\N line\n49998', tags: ["a,b", null, "\\"], extra: { id: 49_998, list: [1, "2"] } },
  ]);
  expect(await opened.summary()).toEqual({ table: "public.bulk", mode: "append", delivery: "exactly once", repeated: 0 });
  const left = await sql("select (select count(*)::int from pg_class where relname like 'millrace_stage%') as stages, (select count(*)::int from millrace_chunks) as chunks");
  expect(left.rows[0]).toEqual({ stages: 0, chunks: 5 });
  await opened.session.end();
}, 60_000);

describe("a chunk that comes again", () => {
  test("is a no-op and reports the same rejects, also for a restarted step and for two at once", async () => {
    await sql("create table once (id int primary key, n int)");
    const records = [{ id: 1, n: 1 }, { id: 2, n: "x" }, { id: 3, n: 3, unknown: 1 }, { id: 4, n: 4 }];
    const first = await open({ table: "once" }, { origin: "o" });
    const result = shown(await first.write({ number: 7, rows: rowsOf(records) }));
    expect(result).toMatchObject({ written: 2, rejected: [[1, "sql_22P02", expect.stringMatching(/“n”/)], [2, "unknown_column", expect.stringMatching(/It has id, n/)]] });
    await first.session.end();
    const again = await open({ table: "once" }, { origin: "o" });
    expect(shown(await again.write({ number: 7, rows: rowsOf(records) }))).toEqual(result);
    expect(await again.summary()).toMatchObject({ repeated: 1 });
    expect(await count("once")).toBe(2);
    const other = await open({ table: "once" }, { origin: "o" });
    const both = await Promise.all([again, other].map((each) => each.write({ number: 8, rows: rowsOf([{ id: 10, n: 1 }]) })));
    expect(both.map(shown)).toEqual([{ written: 1, rejected: [] }, { written: 1, rejected: [] }]);
    expect(await count("once")).toBe(3);
    expect(shown(await other.write({ number: 9, rows: rowsOf([{ id: 10, n: 1 }]) })).rejected[0]?.[1]).toBe("sql_23505");
    for (const each of [again, other]) await each.session.end();
  });

  test("after the connection was cut at any moment is written once", async () => {
    await sql("create table cut_rows (id int, part int)");
    const records = Array.from({ length: 3_000 }, (_, id) => ({ id, part: 1 }));
    const codes = new Set<string>();
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const proxy = await startCutProxy(target.port);
      const opened = await open({ table: "cut_rows" }, { origin: "cut", credential: target.credential({ port: proxy.port }) });
      // The last answers are swallowed: the commit may have happened, and nobody on this side can know.
      if (attempt % 2 === 1) setTimeout(() => proxy.mute(), attempt * 4);
      setTimeout(() => void proxy.cut(), attempt % 2 === 1 ? attempt * 4 + 400 : attempt * 5);
      const thrown: unknown = await opened.write({ number: 1, rows: rowsOf(records) }).then(() => null, (error: unknown) => error);
      if (EgressError.is(thrown)) codes.add(`${thrown.class} ${thrown.code}`);
      else expect(thrown).toBe(null);
      await opened.session.end();
      await proxy.close();
    }
    for (const code of codes) expect(["transient connection_cut", "transient connection_lost"]).toContain(code);
    expect(codes.size).toBeGreaterThan(0);
    const last = await open({ table: "cut_rows" }, { origin: "cut" });
    expect((await last.write({ number: 1, rows: rowsOf(records) })).written).toBe(3_000);
    expect(await count("cut_rows")).toBe(3_000);
    await last.session.end();
    await until("no session is left", async () => (await sql("select count(*)::int as count from pg_stat_activity where application_name = 'millrace' and datname = current_database()")).rows[0].count === 0);
  }, 60_000);
});

describe("upsert", () => {
  test("the last of equal keys counts, and what a record does not name stays", async () => {
    await sql("create table stock (sku text primary key, qty int not null default 0, place text); insert into stock values ('a', 1, 'shelf'), ('b', 1, 'shelf')");
    const records: JsonObject[] = [{ sku: "a", qty: 2 }, { sku: "c", qty: 5 }, { sku: "a", place: "floor" }, { sku: "a", qty: 3 }, { sku: "c", qty: 6, place: "box" }, { qty: 9 }, { sku: "b", qty: "many" }, { sku: "b", qty: 7 }, { sku: "b", qty: "lots" },
      { sku: "d", qty: 1 }, { sku: "d", qty: 2, place: "two" }, { sku: "d", qty: 3 }];
    const result = await load({ table: "stock", mode: "upsert" }, records);
    expect(result).toMatchObject({ written: 9, rejected: [[5, "key_missing", expect.any(String)], [6, "sql_22P02", expect.any(String)], [8, "sql_22P02", expect.any(String)]] });
    expect((await sql("select sku, qty, place from stock order by sku")).rows).toEqual([{ sku: "a", qty: 3, place: "floor" }, { sku: "b", qty: 7, place: "shelf" }, { sku: "c", qty: 6, place: "box" }, { sku: "d", qty: 3, place: "two" }]);
  });

  test("the last one counts also among many that fill the same columns, and after halving", async () => {
    await sql("create table latest (id int primary key, n int check (n >= 0))");
    const records = Array.from({ length: 1_000 }, (_, index) => ({ id: index % 10, n: index }));
    expect(await load({ table: "latest", mode: "upsert" }, records)).toEqual({ written: 1_000, rejected: [] });
    expect((await sql("select array_agg(n order by id) as n from latest")).rows[0].n).toEqual([990, 991, 992, 993, 994, 995, 996, 997, 998, 999]);
    const later = records.map(({ id, n }) => ({ id, n: n === 995 ? -1 : n + 1_000 }));
    expect((await load({ table: "latest", mode: "upsert" }, later)).rejected.map(([index, code]) => [index, code])).toEqual([[995, "sql_23514"]]);
    expect((await sql("select array_agg(n order by id) as n from latest")).rows[0].n).toEqual([1_990, 1_991, 1_992, 1_993, 1_994, 1_985, 1_996, 1_997, 1_998, 1_999]);
  });

  test("other key columns, keys only, and a unique key that is null", async () => {
    await sql("create table tags (id int generated by default as identity primary key, code int unique, name text); insert into tags (code, name) values (1, 'one')");
    await load({ table: "tags", mode: "upsert", keys: "code" }, [{ code: 1, name: "uno" }, { code: 2, name: "dos" }, { code: null, name: "x" }, { code: null, name: "y" }]);
    await load({ table: "tags", mode: "upsert", keys: "code" }, [{ code: 1 }, { code: 3 }, { code: 3 }]);
    expect((await sql("select code, name from tags order by code, name")).rows).toEqual([{ code: 1, name: "uno" }, { code: 2, name: "dos" }, { code: 3, name: null }, { code: null, name: "x" }, { code: null, name: "y" }]);
    await expect(open({ table: "tags", mode: "upsert", keys: "name" })).rejects.toMatchObject({ code: "no_key", message: expect.stringMatching(/\(id\) and on \(code\)/) });
  });
});

describe("bad rows", () => {
  test("of constraints, triggers and lengths are found, a deferred one too", async () => {
    await sql(`create table parents (id int primary key); insert into parents values (1);
create table children (id int primary key, parent int references parents deferrable initially deferred, code varchar(3) not null, n int check (n < 100));
create function refuse() returns trigger language plpgsql as $$ begin if new.code = 'no' then raise exception 'not this one'; end if; return new; end $$;
create trigger refuse before insert on children for each row execute function refuse()`);
    const records: JsonObject[] = Array.from({ length: 1_000 }, (_, id) => ({ id, parent: 1, code: "abc", n: 1 }));
    const wrong: Record<number, JsonObject> = { 0: { parent: 2 }, 10: { code: "long" }, 499: { code: null }, 500: { n: 100 }, 501: { code: "no" }, 998: { id: 3 }, 999: { code: "x\u0000" } };
    for (const [index, change] of Object.entries(wrong)) Object.assign(records[Number(index)] ?? {}, change);
    const result = await load({ table: "children" }, records);
    expect(result.rejected.map(([index, code]) => [index, code])).toEqual([[0, "sql_23503"], [10, "sql_22001"], [499, "sql_23502"], [500, "sql_23514"], [501, "sql_P0001"], [998, "sql_23505"], [999, "unstorable_text"]]);
    expect(result.written).toBe(993);
    expect(await count("children")).toBe(993);
  });

  test("2,000 of them are told apart, each with its reason", async () => {
    await sql("create table strict (id int primary key check (id < 0), n int)");
    expect((await load({ table: "strict" }, Array.from({ length: 2_000 }, (_, id) => ({ id: -id - 1, n: "x" })))).rejected.length).toBe(2_000);
    const { rejected } = await load({ table: "strict" }, Array.from({ length: 2_000 }, (_, id) => ({ id, n: 1 })));
    expect(rejected.map(([index, code]) => [index, code])).toEqual(Array.from({ length: 2_000 }, (_, index) => [index, "sql_23514"]));
    expect(await count("strict")).toBe(0);
  });

  test("fields without a column are rejected or left out; records that are no objects are rejected", async () => {
    await sql("create table narrow (id int primary key, twice int generated always as (id * 2) stored)");
    const records = [{ id: 1, more: 1 }, { id: 2, twice: 3 }, { id: 3 }, "text", null, [1], {}, { more: 1 }];
    expect((await load({ table: "narrow" }, records)).rejected.map(([index, code]) => [index, code])).toEqual([[0, "unknown_column"], [1, "computed_column"], [3, "no_object"], [4, "no_object"], [5, "no_object"], [6, "no_column"], [7, "unknown_column"]]);
    await sql("truncate narrow");
    expect((await load({ table: "narrow", unknown: "ignore" }, records)).rejected.map(([index, code]) => [index, code])).toEqual([[3, "no_object"], [4, "no_object"], [5, "no_object"], [6, "no_column"], [7, "no_column"]]);
    expect(await count("narrow")).toBe(3);
  });

  test("names and values that look like SQL stay data", async () => {
    await sql('create table "o""dd" (id int primary key, "a"";b" text)');
    const hostile = ["'; drop table narrow; --", "\\.", "\\N", "a\tb", "\\\\", "$1", "{}", ""];
    expect(await load({ table: 'o"dd' }, hostile.map((text, id) => ({ id, 'a";b': text })))).toEqual({ written: hostile.length, rejected: [] });
    expect((await sql('select "a"";b" as text from "o""dd" order by id')).rows.map((row) => row.text)).toEqual(hostile);
    const result = await load({ table: 'o"dd' }, [{ id: 100, 'x"; drop table narrow; --': 1 }]);
    expect(result.rejected[0]?.[1]).toBe("unknown_column");
    await expect(open({ table: "narrow; drop table narrow" })).rejects.toMatchObject({ code: "unknown_table" });
  });
});

test("columns of the settings are taken instead of the record's fields", async () => {
  await sql("create table mapped (id int primary key, name text)");
  const opened = await open({ table: "mapped" });
  expect(await opened.write({ number: 1, rows: [{ key: "1", record: { other: true }, settings: { columns: { id: 1, name: "x" } } }] })).toEqual({ written: 1, rejected: [] });
  expect(await opened.write({ number: 2, rows: [] })).toEqual({ written: 0, rejected: [] });
  expect((await sql("select * from mapped")).rows).toEqual([{ id: 1, name: "x" }]);
  await opened.session.end();
});

test("where markers may not be made, appended rows are delivered at least once and upserted ones by key", async () => {
  const role = `role_${randomBytes(4).toString("hex")}`;
  await sql(`create role ${role} login password 'pw_limited_1'; create schema closed; create table closed.t (id int primary key); grant usage on schema closed to ${role}; grant select, insert, update on closed.t to ${role}`);
  const credential = target.credential({ user: role, password: "pw_limited_1" });
  const deliveries: Json[] = [];
  for (const mode of ["append", "upsert"]) {
    const opened = await open({ schema: "closed", table: "t", mode }, { credential });
    expect((await opened.write({ number: 1, rows: rowsOf([{ id: 1 }]) })).written).toBe(1);
    deliveries.push((await opened.summary())["delivery"] ?? null);
    await opened.session.end();
  }
  expect(deliveries).toEqual(["at least once", "by key"]);
  await sql(`revoke insert on closed.t from ${role}`);
  const refused = await open({ schema: "closed", table: "t" }, { credential });
  await expect(refused.write({ number: 1, rows: rowsOf([{ id: 2 }]) })).rejects.toMatchObject({ class: "permission", code: "sql_42501" });
  await refused.session.end();
  await sql(`drop schema closed cascade; drop owned by ${role}; drop role ${role}`);
});
