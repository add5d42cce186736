import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

import { present } from "#lib/assert.ts";

import { identifyProcess, isRunning, type ProcessIdentity } from "./process-identity.ts";

export type Lock = { release(): void };

/** Who holds the lock file, when that process still runs. */
export type LockResult = { held: Lock; tookOver: boolean } | { held: null; by: ProcessIdentity };

/**
 * Takes a lock file for this process. A file left by a process that has ended, or by an earlier one with the same
 * pid, is taken over. Only for processes that see each other's pids: not across containers.
 */
export function acquireLock(path: string): LockResult {
  const mine = present(identifyProcess(process.pid), "own process");
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (let tookOver = false; ; tookOver = true) {
      if (linkExclusively(draft, path)) return { held: { release: () => release(path, mine) }, tookOver };
      const text = readOrNull(path);
      const owner = text === null ? null : parse(text);
      if (owner !== null && isRunning(owner)) return { held: null, by: owner };
      if (text !== null) removeStale(path, text);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A hard link appears with its content or not at all, unlike a file that is created and then written. */
function linkExclusively(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Moves the stale file aside; when another launcher was quicker, what moved is its fresh lock: put it back. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readOrNull(aside) !== stale) linkExclusively(aside, path);
  rmSync(aside, { force: true });
}

function release(path: string, mine: ProcessIdentity): void {
  const owner = parse(readOrNull(path) ?? "");
  if (owner?.pid === mine.pid && owner.startedAt === mine.startedAt) rmSync(path, { force: true });
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function parse(text: string): ProcessIdentity | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("pid" in value) || !("startedAt" in value)) return null;
    const { pid, startedAt } = value;
    return typeof pid === "number" && typeof startedAt === "string" ? { pid, startedAt } : null;
  } catch {
    return null;
  }
}
