import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk {
  path: string;
  freeBytes(): number;
  /** Leaves only so much of it free. */
  fillUpTo(freeBytes: number): void;
  /** Takes away what filled it. */
  empty(): void;
  close(): void;
}

const megabyte = 1_048_576;

/** A disk of its own in memory, gone with this process at the latest; null where this account may mount nothing. */
export function mountSmallDisk(megabytes: number): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), "millrace-disk-"));
  try {
    execFileSync("/bin/mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "millrace-faults", path], { stdio: "ignore" });
  } catch {
    rmdirSync(path);
    return null;
  }
  const ballast = join(path, "ballast");
  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  };
  const close = (): void => {
    process.off("exit", close);
    try {
      // Lazily: whoever still has a file open there keeps it, and nobody finds it any more.
      execFileSync("/bin/umount", ["-l", path], { stdio: "ignore" });
      rmdirSync(path);
    } catch {}
  };
  process.once("exit", close);
  return {
    path,
    freeBytes,
    fillUpTo(left) {
      for (let part = 0; freeBytes() > left + megabyte; part += 1) writeFileSync(`${ballast}${part}`, Buffer.alloc(Math.min(32 * megabyte, freeBytes() - left)));
    },
    empty() {
      for (let part = 0; part < megabytes; part += 1) rmSync(`${ballast}${part}`, { force: true });
    },
    close,
  };
}
