import { randomBytes } from "node:crypto";

import pg from "pg";

import { present } from "#lib/assert.ts";

import { command, databaseUrl } from "./database-server.ts";

export type TestDatabase = {
  url: string;
  pool: pg.Pool;
  /** Ends the pool, cuts other connections off and drops the database. */
  drop(): Promise<void>;
};

/** A migrated, empty database of its own for a test file, cloned from the template that the global setup made. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = present(process.env["MILLRACE_TEST_SERVER"], "MILLRACE_TEST_SERVER (set by tests/support/global-setup.ts)");
  const template = present(process.env["MILLRACE_TEST_TEMPLATE"], "MILLRACE_TEST_TEMPLATE");
  const name = `millrace_test_${randomBytes(6).toString("hex")}`;
  await command(server, `create database ${name} template ${template}`);
  const url = databaseUrl(server, name);
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  // A test may cut connections on purpose; without a listener an idle one would end the process.
  pool.on("error", () => {});
  return {
    url,
    pool,
    async drop() {
      await pool.end();
      await command(server, `drop database if exists ${name} with (force)`);
    },
  };
}
