import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";

import { AppError } from "#lib/errors.ts";

import { backOff } from "./back-off.ts";
import { refusedExitCode, type ChildMessage } from "./child-message.ts";

export type SupervisedOptions = {
  name: string;
  script: string;
  environment: () => NodeJS.ProcessEnv;
  say: (line: string) => void;
  /** Called whenever a process of this name has begun or ended. */
  onChange: () => void;
  /** It may end of itself, with exit code 0: then it is not started again, and this is called. */
  onDone?: () => void;
  /** A worker asks for a process beside it. */
  onSuspects?: () => void;
};

export type Supervised = {
  /** The first report of readiness. Rejects only when the child says that it cannot run as configured. */
  ready: Promise<{ setupUrl: string | null }>;
  pid: () => number | null;
  /** Replaces the process, gracefully. */
  restart(): void;
  /** SIGTERM, then SIGKILL after 25 s or as soon as `hurry` aborts. */
  stop(hurry: AbortSignal): Promise<void>;
};

const graceMs = 25_000;
const leanImports = pathToFileURL(join(import.meta.dirname, "lean-imports.ts")).href;

/** Runs a Node script with an IPC channel and starts it again whenever it ends, waiting longer each time. */
export function supervise(options: SupervisedOptions): Supervised {
  const { name, say } = options;
  const waits = backOff();
  const stopping = new AbortController();
  const ready = Promise.withResolvers<{ setupUrl: string | null }>();
  let child: ChildProcess | null = null;
  let wasReady = false;
  let replaced = false;
  let refusal: string | null = null;

  const start = (): void => {
    const begun = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--import", leanImports, options.script], {
      env: options.environment(),
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      // A signal from the terminal reaches the launcher alone, which then stops the processes in order.
      detached: true,
    });
    child = begun;
    replaced = false;
    begun.on("message", (message: ChildMessage) => {
      if (message.type === "refused") refusal = message.message;
      if (message.type === "suspects") options.onSuspects?.();
      if (message.type !== "ready") return;
      if (wasReady) say(`The ${name} process is back.`);
      wasReady = true;
      ready.resolve({ setupUrl: message.setupUrl ?? null });
    });
    begun.once("error", (error) => ended(begun, error.message));
    begun.once("exit", (code, signal) => {
      endGroup(begun);
      ended(begun, signal ?? `exit code ${code}`, code);
    });
    options.onChange();
  };

  const ended = (process: ChildProcess, reason: string, code: number | null = null): void => {
    if (child !== process) return;
    child = null;
    options.onChange();
    if (stopping.signal.aborted) return;
    if (!wasReady && code === refusedExitCode) {
      ready.reject(new AppError("invalid", refusal ?? `The ${name} process cannot run as configured.`));
      return;
    }
    if (options.onDone && code === 0 && !replaced) return options.onDone();
    const wait = replaced ? 0 : waits.next();
    if (!replaced) say(`The ${name} process ended (${reason}); starting it again in ${wait / 1000} s.`);
    void delay(wait, undefined, { signal: stopping.signal }).then(start, () => {});
  };

  start();
  return {
    ready: ready.promise,
    pid: () => child?.pid ?? null,
    restart() {
      const old = child;
      if (old === null) return;
      replaced = true;
      old.kill("SIGTERM");
      const timer = setTimeout(() => old.kill("SIGKILL"), graceMs);
      old.once("exit", () => clearTimeout(timer));
    },
    async stop(hurry) {
      stopping.abort();
      const last = child;
      if (last === null || last.exitCode !== null || last.signalCode !== null) return;
      const over = new Promise<void>((resolve) => last.once("exit", () => resolve()));
      const kill = (): void => void last.kill("SIGKILL");
      last.kill("SIGTERM");
      const timer = setTimeout(kill, graceMs);
      hurry.addEventListener("abort", kill);
      if (hurry.aborted) kill();
      await over;
      clearTimeout(timer);
      hurry.removeEventListener("abort", kill);
    },
  };
}

/** What a killed process had started may not notice that it is gone: a sandbox in an endless loop. It is in its group. */
function endGroup(leader: ChildProcess): void {
  if (leader.pid === undefined || process.platform === "win32") return;
  try {
    process.kill(-leader.pid, "SIGKILL");
  } catch {
    // Nothing is left of it.
  }
}
