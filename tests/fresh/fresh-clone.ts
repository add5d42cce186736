import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { Account } from "./account.ts";
import { complete } from "./run-command.ts";

export type FreshClone = { path: string; installSeconds: number };

const project = join(import.meta.dirname, "../..");

/** What is committed, cloned into the account's home and installed as the README says. */
export async function freshClone(account: Account): Promise<FreshClone> {
  const path = join(account.home, "millrace");
  execFileSync("git", ["clone", "--quiet", "--no-hardlinks", project, path], { stdio: "pipe" });
  if (account.ids !== null) execFileSync("chown", ["-R", `${account.ids.uid}:${account.ids.gid}`, path]);
  const { seconds } = await complete(account, ["npm", "install"], path, 900);
  return { path, installSeconds: seconds };
}

/** Under root in a closed home the database lies outside the clone; see lib/launch/postgres-home.ts. */
export function removeOutsideDatabase(account: Account): void {
  const record = join(account.home, "millrace/.millrace/postgres-home");
  if (existsSync(record)) rmSync(readFileSync(record, "utf8").trim(), { recursive: true, force: true });
}

export function megabytes(folder: string): number {
  return Number(execFileSync("du", ["-sm", folder], { encoding: "utf8" }).split("\t")[0]);
}

export function hasUncommittedChanges(): boolean {
  return execFileSync("git", ["status", "--porcelain"], { cwd: project, encoding: "utf8" }) !== "";
}
