import { readFileSync } from "node:fs";
import { join } from "node:path";

import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";

import { AppError } from "#lib/errors.ts";

/** Any number that no other software on the same server is likely to use as an advisory lock. */
const lockKey = 7_271_803_461;

/**
 * Brings the database at `url` to the newest migration of `folder` (default: db/migrations), one caller at a time; the
 * others wait and then find nothing to do. Throws AppError when a newer Millrace has migrated the database further.
 */
export async function migrateDatabase(url: string, folder: string = join(import.meta.dirname, "migrations")): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  // Without a listener a connection lost between two statements would end the process.
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    await refuseNewerDatabase(client, folder);
    await migrate(drizzle(client), { migrationsFolder: folder });
  } finally {
    await client.end();
  }
}

async function refuseNewerDatabase(client: pg.Client, folder: string): Promise<void> {
  const { rows: tables } = await client.query("select to_regclass('drizzle.__drizzle_migrations') is not null as known");
  if (tables[0]?.known !== true) return;
  const { rows } = await client.query("select max(created_at)::float8 as newest from drizzle.__drizzle_migrations");
  if (Number(rows[0]?.newest ?? 0) > newestIn(folder)) {
    throw new AppError("invalid", "The database was made by a newer version of Millrace. Update Millrace, or restore an older backup.");
  }
}

function newestIn(folder: string): number {
  const journal: { entries: { when: number }[] } = JSON.parse(readFileSync(join(folder, "meta", "_journal.json"), "utf8"));
  return Math.max(0, ...journal.entries.map((entry) => entry.when));
}
