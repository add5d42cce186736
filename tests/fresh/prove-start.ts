import { randomBytes } from "node:crypto";
import { readdirSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

import { probePort } from "#lib/launch/port.ts";

import { descendants, listProcesses, untilEnded } from "../support/processes.ts";

import type { Account } from "./account.ts";
import { begin, killTree, tail } from "./run-command.ts";

export type StartProof = { readySeconds: number; buildSeconds: number | null };

const patienceSeconds = 600;

/**
 * `npm start` in a clone: waits until it is healthy and lets the key in that its first start was given, then SIGTERM: exit code 0
 * and no process left, be it a descendant or one that works in the clone.
 */
export async function proveStart(account: Account, clone: string, apiKey: string, extra: Record<string, string> = {}): Promise<StartProof> {
  const port = await freePort();
  const begun = Date.now();
  const command = begin(account, ["npm", "start"], clone, {
    PORT: String(port),
    MILLRACE_OWNER_EMAIL: "owner@example.com",
    MILLRACE_OWNER_PASSWORD: randomBytes(12).toString("hex"),
    MILLRACE_API_KEY: apiKey,
    ...extra,
  });
  try {
    const base = `http://127.0.0.1:${port}`;
    while ((await status(`${base}/api/health`)) !== 200) {
      if (command.isOver()) throw new Error(`npm start ended before it was healthy:\n${tail(command.output())}`);
      if (Date.now() - begun > patienceSeconds * 1000) throw new Error(`not healthy after ${patienceSeconds} s:\n${tail(command.output())}`);
      await delay(100);
    }
    const readySeconds = (Date.now() - begun) / 1000;
    const [own, wrong] = [await status(`${base}/api/v1/flows`, apiKey), await status(`${base}/api/v1/flows`, "x".repeat(48))];
    if (own !== 200 || wrong !== 401) {
      throw new Error(`flows answer ${own} to the owner's key and ${wrong} to a wrong one, not 200 and 401:\n${tail(command.output())}`);
    }
    const processes = descendants(command.pid).map((info) => info.pid);
    process.kill(command.pid, "SIGTERM");
    const code = await Promise.race([command.ended, delay(45_000, "no end within 45 s", { ref: false })]);
    if (code !== 0) throw new Error(`SIGTERM: ${code}:\n${tail(command.output())}`);
    await untilEnded([...processes, ...processesIn(clone)], 2_000);
    const built = /Built in (\d+) s/.exec(command.output())?.[1];
    return { readySeconds, buildSeconds: built === undefined ? null : Number(built) };
  } finally {
    if (!command.isOver()) await killTree(command.pid);
  }
}

async function freePort(): Promise<number> {
  const probe = await probePort("127.0.0.1", 0);
  if (!probe.free) throw new Error(`no free port (${probe.code})`);
  return probe.port;
}

/** The HTTP status, or why there is none. */
async function status(url: string, key?: string): Promise<number | string> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(30_000),
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function processesIn(folder: string): number[] {
  const working = readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
  const named = listProcesses().filter((info) => info.command.includes(`${folder}/`) && info.pid !== process.pid);
  return [...working.map(Number), ...named.map((info) => info.pid)];
}
