import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CrashPoint } from "./crash-point.ts";
import type { Begin, LabSettings } from "./lab-process.ts";

export interface SlotOptions extends LabSettings {
  /** As the launcher gives it. */
  variables: Record<string, string>;
  hasSpare: boolean;
  /** Told when a process begins. */
  onStart(): void;
}

/** The place of one process of the system: killed, frozen and started again as often as a test likes. */
export interface Slot {
  /** Starts a process; resolves when it serves, or has ended before that. */
  start(crash?: CrashPoint | null): Promise<void>;
  /** Resolves when it has ended. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Sends the process a message and waits until it has done what it says. */
  tell(message: object): Promise<void>;
  /** Resolves when the process of the last `start` ends, with its exit code or signal. */
  ended(): Promise<number | NodeJS.Signals>;
  isRunning(): boolean;
  pid(): number;
  /** How often something was logged, by its name. */
  logged(event: string): number;
  output(): string;
  /** From now on another process is started at once when one ends; returns how to stop doing so. */
  keepAlive(crash?: CrashPoint): () => void;
  /** How often a process was started. */
  starts(): number;
  close(): Promise<void>;
}

const entry = join(import.meta.dirname, "lab-process.ts");
const lean = pathToFileURL(join(import.meta.dirname, "../../../lib/launch/lean-imports.ts")).href;

interface Member {
  child: ChildProcess;
  loaded: Promise<void>;
  ready: Promise<void>;
  ended: Promise<number | NodeJS.Signals>;
}

/** A process is loaded before it is needed, so that a kill costs the time of a start and not of reading the sources. */
export function createSlot({ variables, onStart, hasSpare, ...settings }: SlotOptions): Slot {
  let spare: Member | undefined;
  let current: Member | undefined;
  let text = "";
  let begun = 0;

  function load(): Member {
    const child = spawn(process.execPath, ["--import", lean, entry], {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_ENV: "production", NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? join(import.meta.dirname, "../../../node_modules/.cache/compile"), ...variables, FAULT_LAB: JSON.stringify(settings) },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const ended = new Promise<number | NodeJS.Signals>((resolve) => child.once("exit", (code, signal) => resolve(signal ?? code ?? 1)));
    const told = (type: string): Promise<void> => {
      const heard = new Promise<void>((resolve) => {
        child.on("message", (message: { type: string }) => message.type === type && resolve());
      });
      return Promise.race([heard, ended.then(() => undefined)]);
    };
    return { child, loaded: told("loaded"), ready: told("ready"), ended };
  }

  async function start(crash: CrashPoint | null = null): Promise<void> {
    const member = spare ?? load();
    spare = undefined;
    current = member;
    begun += 1;
    await member.loaded;
    if (isOver(member)) throw new Error(`A ${settings.role} did not load:\n${text.slice(-3_000)}`);
    member.child.send({ crash } satisfies Begin);
    await member.ready;
    onStart();
    if (hasSpare) spare ??= load();
  }

  async function kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    current?.child.kill(signal);
    await current?.ended;
  }

  return {
    start,
    kill,
    signal: (signal) => void current?.child.kill(signal),
    async tell(message) {
      const child = current?.child;
      if (!child) throw new Error("Nothing was started");
      const done = new Promise<void>((resolve) => {
        const hear = (answer: { type: string }): void => {
          if (answer.type !== "told") return;
          child.off("message", hear);
          resolve();
        };
        child.on("message", hear);
      });
      child.send(message);
      await done;
    },
    ended: () => current?.ended ?? Promise.reject(new Error("Nothing was started")),
    isRunning: () => current !== undefined && !isOver(current),
    pid: () => current?.child.pid ?? 0,
    logged: (event) => text.split(`"msg":"${event}"`).length - 1,
    output: () => text,
    keepAlive(crash) {
      let isOn = true;
      void (async () => {
        while (isOn) {
          await current?.ended;
          if (isOn) await start(crash);
        }
      })();
      return () => (isOn = false);
    },
    starts: () => begun,
    async close() {
      const members = [current, spare].filter((member) => member !== undefined);
      for (const { child } of members) child.kill("SIGKILL");
      await Promise.all(members.map(({ ended }) => ended));
    },
  };
}

function isOver({ child }: Member): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
