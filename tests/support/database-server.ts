import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import pg from "pg";

import { migrateDatabase } from "#db/migrate.ts";
import { startPostgres } from "#lib/launch/postgres.ts";

/** A server that test databases can be cloned on: `url` for its maintenance database, and the name to clone. */
export type DatabaseServer = { url: string; template: string; stop(): Promise<void> };

/**
 * Starts a throw-away server with a migrated template, or makes the template on the server at `given` (whose role must
 * be allowed to create databases) and drops it when stopped.
 */
export async function startDatabaseServer(given: string | undefined): Promise<DatabaseServer> {
  const server = given === undefined ? await startOwn() : { url: given, stop: async () => {} };
  const template = `millrace_template_${randomBytes(5).toString("hex")}`;
  const stop = async (): Promise<void> => {
    if (given !== undefined) await command(server.url, `drop database if exists ${template} with (force)`);
    await server.stop();
  };
  try {
    await command(server.url, `create database ${template}`);
    await migrateDatabase(databaseUrl(server.url, template));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, template, stop };
}

/** The same server and role, another database. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export async function command(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function startOwn(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), "millrace-test-db-"));
  const postgres = await startPostgres({ dataDir, durable: false });
  return {
    url: databaseUrl(postgres.url, "postgres"),
    async stop() {
      await postgres.stop();
      for (const folder of [postgres.home.path, dataDir]) rmSync(folder, { recursive: true, force: true });
    },
  };
}
