import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";

import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { migrateDatabase } from "#db/migrate.ts";
import { checkDatabase } from "#lib/launch/check-database.ts";
import { choosePostgresHome } from "#lib/launch/postgres-home.ts";
import { startPostgres, type Postgres } from "#lib/launch/postgres.ts";

import { command, databaseUrl } from "../support/database-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const asRoot = process.geteuid?.() === 0;
const migrations = join(import.meta.dirname, "fixtures/migrations");
let folder = "";
let server: Postgres;

beforeAll(async () => {
  folder = join(process.env["TMPDIR"] ?? "/tmp", `millrace-postgres-${process.pid}`);
  mkdirSync(folder, { mode: 0o700 });
  server = await startPostgres({ dataDir: folder, durable: true });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function one(url: string, sql: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    return rows[0];
  } finally {
    await client.end();
  }
}

function check(url: string, allowUnsafe = false): Promise<void> {
  return checkDatabase({ url, allowUnsafe, patienceMs: 0, stop: new AbortController().signal, say: () => {} });
}

test("keeps what it acknowledged, checks its pages and can feed change capture", async () => {
  const settings = ["fsync", "synchronous_commit", "full_page_writes", "data_checksums", "wal_level", "password_encryption", "listen_addresses"];
  const columns = settings.map((name) => `current_setting('${name}') as ${name}`).join(", ");
  expect(await one(server.url, `select ${columns}`)).toEqual({
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
    data_checksums: "on",
    wal_level: "logical",
    password_encryption: "scram-sha-256",
    listen_addresses: "127.0.0.1",
  });
  await check(server.url);
});

test("asks every connection for the password of this installation", async () => {
  const url = new URL(server.url);
  url.password = "wrong";
  await expect(one(url.href, "select 1")).rejects.toThrow(/password authentication failed/);
  const { rules } = await one(server.url, "select array_agg(distinct auth_method) as rules from pg_hba_file_rules");
  expect(rules).toEqual(["scram-sha-256"]);
});

test("does not listen on the addresses of other interfaces", async ({ skip }) => {
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.internal === false && address.family === "IPv4");
  if (outside === undefined) return skip("this machine has no address but loopback");
  const url = new URL(server.url);
  url.hostname = outside.address;
  await expect(one(url.href, "select 1")).rejects.toThrow(/ECONNREFUSED/);
});

test.runIf(asRoot)("runs without root's rights, and its account cannot read the keys", () => {
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  expect(status).toMatch(/^Uid:\s+[1-9]/m);
  expect(status).toMatch(/^CapEff:\s+0+$/m);
  const { account } = server.home;
  const { status: exit } = spawnSync("cat", [join(folder, "keys", "postgres")], { ...account, cwd: "/" });
  expect(exit).not.toBe(0);
});

test.runIf(asRoot)("under a home that its account cannot enter, the cluster lies elsewhere and is found again", () => {
  const home = temporaryFolder();
  chmodSync(home, 0o700);
  const dataDir = join(home, "checkout", ".millrace");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const chosen = choosePostgresHome(dataDir);
  onTestFinished(() => rmSync(chosen.path, { recursive: true, force: true }));
  expect(chosen.path).toMatch(/^\/var\/lib\/millrace\/[0-9a-f]{16}$/);
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(choosePostgresHome(dataDir)).toEqual(chosen);
  rmSync(chosen.path, { recursive: true });
  expect(() => choosePostgresHome(dataDir)).toThrow(/is gone. Restore it/);
});

test("migrates once however many start at the same time", async () => {
  await command(server.url, "create database migrating");
  const url = databaseUrl(server.url, "migrating");
  await Promise.all([1, 2, 3].map(() => migrateDatabase(url, migrations)));
  expect(await one(url, "select count(*)::int as done from drizzle.__drizzle_migrations")).toEqual({ done: 1 });
});

test("refuses a database that a newer version has migrated", async () => {
  await command(server.url, "create database newer");
  const url = databaseUrl(server.url, "newer");
  await migrateDatabase(url, migrations);
  await command(url, "insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 1800000000000)");
  await expect(migrateDatabase(url, migrations)).rejects.toThrow(/made by a newer version of Millrace/);
});

test("refuses a database that forgets commits, and one that is not there", async () => {
  await command(server.url, "create database forgetful");
  await command(server.url, "alter database forgetful set synchronous_commit = off");
  const url = databaseUrl(server.url, "forgetful");
  await expect(check(url)).rejects.toThrow(/synchronous_commit=off and may lose/);
  await check(url, true);
  await expect(check(databaseUrl(server.url, "absent"))).rejects.toThrow(/127\.0\.0\.1:\d+\/absent cannot be used.*Check DATABASE_URL/);
});

test("leaves no password file and no half-made cluster behind", () => {
  expect(existsSync(join(folder, "postgres/cluster/PG_VERSION"))).toBe(true);
  expect(existsSync(join(folder, "postgres/cluster.new.password"))).toBe(false);
  expect(existsSync(join(folder, "postgres/cluster.new"))).toBe(false);
});
