import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getTableColumns } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/pg-core";
import pg from "pg";
import { expect, test } from "vitest";
import { migrateDatabase } from "#db/migrate.ts";
import * as schema from "#db/schema/runs.ts";
import { present } from "#lib/assert.ts";
import { bindRuntime } from "#tests/support/bind-runtime.ts";
import { bucketNow } from "#lib/server/retention/bucket.ts";
import { makePartitions } from "#lib/server/retention/partitions.ts";
import { runtime } from "#lib/server/runtime.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { command, databaseUrl } from "#tests/support/database-server.ts";

const partitioned = [schema.payloads, schema.stepRuns, schema.attempts];

test("partitioned tables, which the schema's tool does not know, are as the schema says; so is each partition", async () => {
  const database = await createTestDatabase();
  const bound = bindRuntime(database.url);
  const bucket = bucketNow(30);
  await makePartitions(runtime().pool, [bucket]);
  for (const table of partitioned) {
    const { name, primaryKeys } = getTableConfig(table);
    const columns = Object.values(getTableColumns(table)).map((column) => ({ name: column.name, required: column.notNull, type: column.getSQLType().replace("timestamp with", "timestamp with") }));
    for (const relation of [name, `${name}_0`, `${name}_default`, `${name}_${bucket}`]) {
      const found = await database.pool.query("select attname as name, attnotnull as required, format_type(atttypid, null) as type from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped", [relation]);
      const key = await database.pool.query("select a.attname as name from pg_index i cross join unnest(i.indkey) with ordinality k (num, place) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num where i.indrelid = $1::regclass and i.indisprimary order by k.place", [relation]);
      expect(found.rows.toSorted((a, b) => (a.name < b.name ? -1 : 1)), relation).toEqual(columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
      expect(key.rows.map((row) => row.name), relation).toEqual(primaryKeys[0]?.columns.map((column) => column.name));
    }
  }
  await bound.end();
  await database.drop();
});

test("what is written while a bucket gets its tables is kept, and nobody is told that it does not fit", async () => {
  const database = await createTestDatabase();
  const bound = bindRuntime(database.url);
  const refused: unknown[] = [];
  const first = bucketNow(365) + 1;
  let bucket = first;
  let written = 0;
  let isOver = false;
  const write = async (): Promise<void> => {
    while (!isOver) {
      written += 1;
      await database.pool.query("insert into payloads (bucket, workspace_id, hash, codec, size, body) values ($1, 'w', $2, 'json', 4, 'null')", [bucket, `h${written}`]).catch((error: unknown) => refused.push(error));
    }
  };
  const writers = Array.from({ length: 6 }, write);
  for (; bucket < first + 40; bucket += 1) await makePartitions(runtime().pool, [bucket]);
  isOver = true;
  await Promise.all(writers);
  expect(refused).toEqual([]);
  expect((await database.pool.query("select count(*)::int as kept from payloads")).rows).toEqual([{ kept: written }]);
  await bound.end();
  await database.drop();
}, 60_000);

/** The migrations as a release before buckets had them. */
function formerMigrations(): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-former-"));
  cpSync(join(import.meta.dirname, "../../db/migrations"), folder, { recursive: true });
  const journal = join(folder, "meta/_journal.json");
  const { entries, ...rest } = JSON.parse(readFileSync(journal, "utf8")) as { entries: { tag: string }[] };
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, entries.findIndex(({ tag }) => tag.endsWith("_retention"))) }));
  return folder;
}

test("a database from before buckets opens, with all that it held in bucket 0", async () => {
  const server = present(process.env["MILLRACE_TEST_SERVER"], "MILLRACE_TEST_SERVER");
  await command(server, "create database millrace_former");
  const url = databaseUrl(server, "millrace_former");
  const folder = formerMigrations();
  await migrateDatabase(url, folder);
  rmSync(folder, { recursive: true });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("insert into payloads (workspace_id, hash, codec, size, body) values ('w', 'h', 'json', 4, 'null')");
  await client.query("insert into runs (workspace_id, id, flow_id, pattern, status, origin, input) values ('w', 'run_1', 'f', 'event', 'waiting', 'run_1', 'h')");
  await client.query("insert into step_runs (workspace_id, run_id, node_id, status, output) values ('w', 'run_1', 'n', 'succeeded', 'h')");
  await client.query("insert into attempts (workspace_id, run_id, node_id, number, status) values ('w', 'run_1', 'n', 1, 'succeeded')");
  await migrateDatabase(url);
  const { rows } = await client.query("select r.bucket as run, p.bucket as payload, p.created_at is not null as dated, s.output, a.number from runs r join payloads p on p.bucket = r.bucket and p.hash = r.input join step_runs s on s.bucket = r.bucket and s.run_id = r.id join attempts a on a.bucket = r.bucket and a.run_id = r.id");
  expect(rows).toEqual([{ run: 0, payload: 0, dated: true, output: "h", number: 1 }]);
  expect((await client.query("select tableoid::regclass::text as name from step_runs")).rows).toEqual([{ name: "step_runs_0" }]);
  // Written again it is new, as before.
  await client.query("update payloads set created_at = now() - interval '2 days'");
  await client.query("insert into payloads (workspace_id, hash, codec, size, body) values ('w', 'h', 'json', 4, 'null') on conflict do nothing");
  expect((await client.query("select created_at > now() - interval '1 minute' as fresh from payloads")).rows).toEqual([{ fresh: true }]);
  await client.end();
  await command(server, "drop database millrace_former");
});
