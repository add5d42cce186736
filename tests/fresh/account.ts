import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Who runs the commands of the README, with a home of its own that nothing else has touched. */
export type Account = { name: string; ids: { uid: number; gid: number } | null; home: string; remove(): void };

export const isRoot = process.geteuid?.() === 0;

/** The account that runs this check, in a new home. */
export function ownAccount(homeMode: number): Account {
  const home = mkdtempSync(join(tmpdir(), "millrace-fresh-"));
  chmodSync(home, homeMode);
  return { name: isRoot ? "root" : "user", ids: null, home, remove: () => rmSync(home, { recursive: true, force: true }) };
}

/** A new unprivileged account while root runs this check; where none can be made, uid 65534. */
export function unprivilegedAccount(homeMode: number): Account {
  if (!isRoot) return ownAccount(homeMode);
  const home = mkdtempSync(join(tmpdir(), "millrace-fresh-"));
  const name = `millrace-fresh-${process.pid}`;
  const made = spawnSync("useradd", ["--no-create-home", "--home-dir", home, "--shell", "/bin/sh", name]).status === 0;
  const id = (option: string): number => Number(execFileSync("id", [option, name], { encoding: "utf8" }));
  const ids = made ? { uid: id("-u"), gid: id("-g") } : { uid: 65_534, gid: 65_534 };
  mkdirSync(home, { recursive: true });
  chownSync(home, ids.uid, ids.gid);
  chmodSync(home, homeMode);
  return {
    name: "user",
    ids,
    home,
    remove() {
      rmSync(home, { recursive: true, force: true });
      if (made) spawnSync("userdel", [name]);
    },
  };
}
