import { spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { AppError } from "#lib/errors.ts";

import { executable } from "./postgres-binaries.ts";
import type { PostgresHome } from "./postgres-home.ts";
import { serverEnvironment } from "./server-environment.ts";

/**
 * Makes the cluster unless there is one: checksums, password (scram) for every connection, sort order by code point
 * from Postgres itself so that an update of the system cannot break an index. It appears whole or not at all.
 */
export async function createCluster(options: { home: PostgresHome; bin: string; password: string; durable: boolean }): Promise<void> {
  const { home, bin, password, durable } = options;
  if (existsSync(home.cluster)) return;
  const draft = `${home.cluster}.new`;
  const passwordFile = `${draft}.password`;
  rmSync(passwordFile, { force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: "wx" });
  if (home.account !== null) {
    for (const path of [draft, passwordFile]) chownSync(path, home.account.uid, home.account.gid);
  }
  try {
    await initialise({ home, bin, draft, passwordFile, durable });
    renameSync(draft, home.cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function initialise(options: { home: PostgresHome; bin: string; draft: string; passwordFile: string; durable: boolean }): Promise<void> {
  const child = spawn(
    join(options.bin, executable("initdb")),
    [
      `--pgdata=${options.draft}`,
      "--username=millrace",
      `--pwfile=${options.passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--data-checksums",
      ...(options.durable ? [] : ["--no-sync"]),
    ],
    {
      ...options.home.account,
      cwd: "/",
      env: serverEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void =>
      reject(
        new AppError(
          "unavailable",
          `The built-in database could not be made (${reason}). Free some disk space, or set DATABASE_URL to a Postgres server.\n${output.trim()}`,
        ),
      );
    child.once("error", (error) => fail(error.message));
    child.once("close", (code, signal) => (code === 0 ? resolve() : fail(`initdb ended with ${signal ?? code}`)));
  });
}
