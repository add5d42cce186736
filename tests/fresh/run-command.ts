import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

import { descendants, killAll } from "../support/processes.ts";

import type { Account } from "./account.ts";

export type RunningCommand = {
  pid: number;
  output: () => string;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>;
  isOver: () => boolean;
};

const ours = /^(?:npm_|INIT_CWD|MILLRACE_|INNGEST_|TEST_|VITEST|DATABASE_URL$|PORT$|HOST$|NODE_ENV$|NODE_OPTIONS$|NODE_COMPILE_CACHE$|TMPDIR$)/;

/** What a stranger's shell would hold: no setting of ours, no folder of this checkout on the path. */
function strangerEnvironment(account: Account, extra: Record<string, string>): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env };
  for (const name of Object.keys(environment)) if (ours.test(name)) delete environment[name];
  const path = (process.env["PATH"] ?? "").split(":").filter((folder) => !/node_modules|node-gyp-bin/.test(folder));
  const registry = process.env["npm_config_registry"];
  return { ...environment, PATH: path.join(":"), HOME: account.home, ...(registry === undefined ? {} : { npm_config_registry: registry }), ...extra };
}

export function begin(account: Account, command: string[], cwd: string, extra: Record<string, string> = {}): RunningCommand {
  const [program = "", ...rest] = command;
  const child = spawn(program, rest, {
    ...account.ids,
    cwd,
    env: strangerEnvironment(account, extra),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let over = false;
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      over = true;
      resolve(signal ?? code);
    });
  });
  return { pid: child.pid ?? 0, output: () => output, ended, isOver: () => over };
}

/** Runs to the end within `seconds`; kills it and what it started when that is not enough. Throws unless it exits 0. */
export async function complete(account: Account, command: string[], cwd: string, seconds: number): Promise<{ seconds: number; output: string }> {
  const begun = Date.now();
  const running = begin(account, command, cwd);
  const timeout = new AbortController();
  const result = await Promise.race([running.ended, delay(seconds * 1000, "too slow" as const, timeout)]);
  timeout.abort();
  if (result === "too slow") await killTree(running.pid);
  if (result !== 0) throw new Error(`${command.join(" ")}: ${result}\n${tail(running.output())}`);
  return { seconds: (Date.now() - begun) / 1000, output: running.output() };
}

export function killTree(pid: number): Promise<void> {
  return killAll([pid, ...descendants(pid).map((info) => info.pid)]);
}

export function tail(output: string): string {
  return output.trimEnd().split("\n").slice(-25).join("\n");
}
