import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";

/** The account Postgres runs as; null: the one that runs us. Postgres refuses to run as root. */
export type DatabaseAccount = { uid: number; gid: number } | null;

/** The owner of an existing cluster, else `postgres`, else uid 65534 ("nobody", which needs no entry anywhere). */
export function databaseAccount(cluster: string): DatabaseAccount {
  if (process.geteuid?.() !== 0) return null;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return { uid: idOf("-u") ?? 65_534, gid: idOf("-g") ?? 65_534 };
}

/** Whether the account may pass through every folder above `path` and enter or run it: asked of the kernel. */
export function canReach(account: DatabaseAccount, path: string): boolean {
  try {
    execFileSync("/bin/sh", ["-c", 'test -x "$1"', "sh", path], { ...account, cwd: "/", stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function idOf(option: "-u" | "-g"): number | null {
  try {
    return Number(execFileSync("id", [option, "postgres"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  } catch {
    return null;
  }
}
