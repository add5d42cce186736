import { createHash } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { AppError } from "#lib/errors.ts";

import { canReach, databaseAccount, type DatabaseAccount } from "./database-account.ts";

/** Where the cluster lies and who runs it. `path` also takes a copy of the server when the package cannot be used. */
export type PostgresHome = { path: string; cluster: string; account: DatabaseAccount };

const elsewhere = "/var/lib/millrace";

/**
 * `<data folder>/postgres`. Only when root starts us and the account of Postgres cannot pass the folders above (a home
 * with mode 0700) the cluster lies below /var/lib/millrace; the file `postgres-home` in the data folder then names it.
 */
export function choosePostgresHome(dataDir: string): PostgresHome {
  const record = join(dataDir, "postgres-home");
  if (existsSync(record)) return recordedHome(readFileSync(record, "utf8").trim(), record);
  const inside = join(dataDir, "postgres");
  const account = databaseAccount(join(inside, "cluster"));
  if (account === null || letIn(account, dataDir)) return makeHome(inside, account);
  const outside = join(elsewhere, createHash("sha256").update(dataDir).digest("hex").slice(0, 16));
  if (existsSync(join(outside, "cluster"))) {
    throw new AppError(
      "invalid",
      `${outside} holds the database of an earlier data folder at ${dataDir}. To use it: echo ${outside} > ${record}. To begin empty, move it away.`,
    );
  }
  try {
    mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
    const home = makeHome(outside, account);
    if (!canReach(account, outside)) throw new Error(`${outside} cannot be reached`);
    writeFileSync(record, `${outside}\n`, { mode: 0o600 });
    return home;
  } catch (error) {
    throw new AppError(
      "invalid",
      `The account of Postgres (uid ${account.uid}) can reach neither ${dataDir} nor ${elsewhere}. Set MILLRACE_DATA_DIR to a folder it can reach, or start as a normal user.`,
      { cause: error },
    );
  }
}

function recordedHome(path: string, record: string): PostgresHome {
  if (!existsSync(join(path, "cluster")) && !existsSync(path)) {
    throw new AppError("invalid", `The database belongs in ${path} (named by ${record}) and is gone. Restore it, or delete ${record} to begin empty.`);
  }
  return makeHome(path, databaseAccount(join(path, "cluster")));
}

/** Root only: the group of Postgres may pass through the data folder (not list it); the keys in it stay closed. */
function letIn(account: { uid: number; gid: number }, dataDir: string): boolean {
  chownSync(dataDir, 0, account.gid);
  chmodSync(dataDir, 0o710);
  if (canReach(account, dataDir)) return true;
  chmodSync(dataDir, 0o700);
  return false;
}

function makeHome(path: string, account: DatabaseAccount): PostgresHome {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (account !== null) {
    chownSync(path, 0, account.gid);
    chmodSync(path, 0o710);
  }
  rmSync(join(path, "cluster.new"), { recursive: true, force: true });
  return { path, cluster: join(path, "cluster"), account };
}
