import { setTimeout as delay } from "node:timers/promises";

import pg from "pg";

import { AppError } from "#lib/errors.ts";

const oldestVersion = 150_000;

/** Codes of a server that is starting or not there yet; everything else will not heal by waiting. */
const passing = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "57P03"]);

/**
 * Waits for a database (containers start in any order) and refuses one that is too old or that acknowledges commits
 * before they are on disk, because Millrace promises that what it acknowledged survives a crash.
 */
export async function checkDatabase(options: {
  url: string;
  allowUnsafe: boolean;
  patienceMs: number;
  stop: AbortSignal;
  say: (line: string) => void;
}): Promise<void> {
  const client = await connect(options);
  try {
    const { rows } = await client.query(
      "select current_setting('server_version_num')::int as version, current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit",
    );
    const { version, fsync, commit } = rows[0];
    if (version < oldestVersion) {
      throw new AppError("invalid", `The database is Postgres ${Math.floor(version / 10_000)}. Millrace needs Postgres 15 or newer.`);
    }
    for (const [setting, value] of [["fsync", fsync], ["synchronous_commit", commit]]) {
      if (value === "off" && !options.allowUnsafe) {
        throw new AppError("invalid", `The database runs with ${setting}=off and may lose what it has acknowledged. Set ${setting}=on there.`);
      }
    }
  } finally {
    await client.end();
  }
}

async function connect(options: { url: string; patienceMs: number; stop: AbortSignal; say: (line: string) => void }): Promise<pg.Client> {
  let told = false;
  for (const deadline = Date.now() + options.patienceMs; ; ) {
    options.stop.throwIfAborted();
    const client = new pg.Client({ connectionString: options.url, connectionTimeoutMillis: 10_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      const reason = error instanceof Error && error.message !== "" ? error.message : code;
      if (!passing.has(code) || Date.now() > deadline) {
        throw new AppError("unavailable", `The database at ${place(options.url)} cannot be used: ${reason}. Check DATABASE_URL.`, { cause: error });
      }
      if (!told) options.say(`Waiting for the database at ${place(options.url)} (${reason})`);
      told = true;
      await delay(500);
    }
  }
}

/** Host and database, without the password. */
function place(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? "DATABASE_URL" : `${parsed.host}${parsed.pathname}`;
}
