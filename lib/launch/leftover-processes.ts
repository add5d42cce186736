import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

import { identifyProcess, isRunning, type ProcessIdentity } from "./process-identity.ts";

/** Notes the processes that a later launcher must not find alive, in case this one is killed. */
export function recordProcesses(file: string, pids: number[]): void {
  const identities = pids.map(identifyProcess).filter((identity) => identity !== null);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(identities), { mode: 0o600 });
  renameSync(draft, file);
}

/** Waits for the recorded processes to end by themselves, which they do within moments, then kills what is left. */
export async function endRecordedProcesses(file: string): Promise<void> {
  const recorded = read(file);
  for (const deadline = Date.now() + 3_000; recorded.some(isRunning) && Date.now() < deadline; ) await delay(50);
  for (const identity of recorded.filter(isRunning)) {
    try {
      process.kill(identity.pid, "SIGKILL");
    } catch {}
  }
  rmSync(file, { force: true });
}

function read(file: string): ProcessIdentity[] {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return Array.isArray(value) ? value.filter((entry) => typeof entry?.pid === "number" && typeof entry?.startedAt === "string") : [];
  } catch {
    return [];
  }
}
