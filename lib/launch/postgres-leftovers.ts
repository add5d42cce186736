import { readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { AppError } from "#lib/errors.ts";

/**
 * Ends a server that still runs on the cluster after its launcher was killed, in Postgres' own order of severity, and
 * removes a `postmaster.pid` that nobody holds. Ending it also cuts off what the killed launcher's children may do.
 */
export async function clearLeftovers(cluster: string): Promise<void> {
  const pidFile = join(cluster, "postmaster.pid");
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    const processes = serverProcesses(cluster);
    if (processes.length === 0) break;
    const postmaster = pidIn(pidFile);
    // A backend whose postmaster is gone knows no fast shutdown: its SIGINT only cancels a statement.
    const targets = postmaster !== null && processes.includes(postmaster) ? [postmaster] : processes;
    for (const pid of targets) send(pid, signal);
    if (await allEnded(cluster, signal === "SIGINT" && targets !== processes ? 10_000 : 3_000)) break;
  }
  const left = serverProcesses(cluster);
  if (left.length > 0) {
    throw new AppError("unavailable", `Postgres process ${left.join(", ")} still uses ${cluster} and does not end. End it, then start again.`);
  }
  if (process.platform === "linux") rmSync(pidFile, { force: true });
}

/** Every server process works in its data directory, and says so in /proc. Elsewhere: the postmaster alone. */
function serverProcesses(cluster: string): number[] {
  if (process.platform !== "linux") {
    const postmaster = pidIn(join(cluster, "postmaster.pid"));
    return postmaster !== null && send(postmaster, 0) ? [postmaster] : [];
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isServer(pid, cluster));
}

function isServer(pid: number, cluster: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster && /postgres/.test(readFileSync(`/proc/${pid}/comm`, "utf8"));
  } catch {
    return false;
  }
}

function pidIn(pidFile: string): number | null {
  try {
    const pid = Number(readFileSync(pidFile, "utf8").split("\n", 1)[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function allEnded(cluster: string, milliseconds: number): Promise<boolean> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await delay(50)) {
    if (serverProcesses(cluster).length === 0) return true;
  }
  return false;
}
