import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

export type ProcessInfo = { pid: number; parent: number; command: string };

/** Every process below `root`, itself not included (Linux). */
export function descendants(root: number): ProcessInfo[] {
  const all = listProcesses();
  const found: ProcessInfo[] = [];
  for (const parents = [root]; parents.length > 0; ) {
    const parent = parents.pop();
    for (const info of all.filter((one) => one.parent === parent)) {
      found.push(info);
      parents.push(info.pid);
    }
  }
  return found;
}

export function listProcesses(): ProcessInfo[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const info = describe(Number(name));
      return info === null ? [] : [info];
    });
}

export function isRunning(pid: number): boolean {
  return describe(pid) !== null;
}

/** SIGKILL to all, of which some may end meanwhile, and waits for it. */
export async function killAll(pids: number[]): Promise<void> {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {}
  }
  await untilEnded(pids, 10_000);
}

/** Resolves once all have ended; throws with the names of those that have not after `milliseconds`. */
export async function untilEnded(pids: number[], milliseconds: number): Promise<void> {
  for (const deadline = Date.now() + milliseconds; pids.some(isRunning); await delay(20)) {
    if (Date.now() < deadline) continue;
    throw new Error(`Still running: ${pids.map(describe).map((info) => info?.command).join("; ")}`);
  }
}

function describe(pid: number): ProcessInfo | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || state === "X") return null;
    return { pid, parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() };
  } catch {
    return null;
  }
}
