import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export type TestLauncher = {
  pid: number;
  output: () => string;
  /** Resolves when the output holds `text`; throws with the output when it ends or 20 s pass before. */
  until(text: string): Promise<void>;
  url(): string;
  kill(signal: NodeJS.Signals): void;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>;
  /** Resolves when nobody holds its output any more: the output is complete. */
  silent: Promise<void>;
};

/** Runs the fixture's launcher as a process of its own; nothing of this process's settings reaches it. */
export function startLauncher(environment: Record<string, string>, underShell = false): TestLauncher {
  const command = [process.execPath, ...process.execArgv, join(import.meta.dirname, "fixtures/launcher.ts")];
  // Not the last command of the shell, which would become the launcher instead of its parent.
  const [program = "", ...rest] = underShell ? ["/bin/sh", "-c", '"$@"; true', "sh", ...command] : command;
  const child = spawn(program, rest, {
    env: { NODE_ENV: "test", PATH: process.env["PATH"], PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  let over = false;
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("exit", (code, signal) => {
      over = true;
      resolve(signal ?? code);
    });
  });
  const silent = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    pid: child.pid ?? 0,
    output: () => output,
    async until(text) {
      for (const deadline = Date.now() + 20_000; !output.includes(text); await delay(20)) {
        if (over || Date.now() > deadline) throw new Error(`No "${text}" in the output:\n${output}`);
      }
    },
    url: () => /Open +(\S+)/.exec(output)?.[1] ?? "",
    kill: (signal) => void child.kill(signal),
    ended,
    silent,
  };
}
