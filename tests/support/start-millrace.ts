import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { descendants, killAll, type ProcessInfo, untilEnded } from "./processes.ts";

export type Part = "web" | "worker" | "postgres" | "launcher";

/** The whole product, as `npm start` runs it, on a data folder and port of its own. */
export interface Millrace {
  url: string;
  dataDir: string;
  apiKey: string;
  owner: { email: string; password: string };
  output(): string;
  /** Calls the API with the key; throws when the answer is not 2xx. */
  api<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  /** SIGKILL. Killing the launcher kills everything that it started, as losing the machine would. */
  kill(part: Part): Promise<void>;
  /** Starts the launcher again on the same data, after it was killed. */
  restart(): Promise<void>;
  /** SIGTERM to the launcher; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Stops and removes the data. */
  dispose(): Promise<void>;
}

const root = join(import.meta.dirname, "../..");
const names: Record<Exclude<Part, "launcher">, RegExp> = { web: /lib\/launch\/web\.ts/, worker: /lib\/launch\/worker\.ts/, postgres: /\/postgres(?=\s).* -D / };

/** `unclaimed`: without an owner, as a person finds it at the first start. */
export async function startMillrace(environment: Record<string, string> = {}, { unclaimed = false } = {}): Promise<Millrace> {
  const dataDir = mkdtempSync(join(tmpdir(), "millrace-"));
  const apiKey = randomBytes(24).toString("hex");
  const owner = { email: "owner@example.com", password: randomBytes(12).toString("hex") };
  let text = "";
  let port = "0";
  let launcher = launch();

  function launch() {
    const child = spawn(process.execPath, [join(root, "lib/launch/start.js")], {
      cwd: tmpdir(),
      env: {
        PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_ENV: "production", PORT: port, MILLRACE_DATA_DIR: dataDir,
        ...(unclaimed ? {} : { MILLRACE_OWNER_EMAIL: owner.email, MILLRACE_OWNER_PASSWORD: owner.password, MILLRACE_API_KEY: apiKey }),
        MILLRACE_LOG_LEVEL: "warn", ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
    return child;
  }

  async function ready(): Promise<string> {
    const from = text.length;
    for (const deadline = Date.now() + 240_000; ; await delay(50)) {
      const url = /Open +(\S+)/.exec(text.slice(from))?.[1];
      if (url !== undefined) return url;
      if (launcher.exitCode !== null || Date.now() > deadline) throw new Error(`Millrace did not start:\n${text}`);
    }
  }

  function family(): ProcessInfo[] {
    return launcher.pid === undefined ? [] : descendants(launcher.pid);
  }

  async function stop(): Promise<number | null> {
    if (launcher.exitCode !== null || launcher.signalCode !== null) return launcher.exitCode;
    const ended = new Promise<number | null>((resolve) => {
      launcher.once("exit", (code) => resolve(code));
    });
    launcher.kill("SIGTERM");
    return await ended;
  }

  const url = await ready();
  port = new URL(url).port;
  return {
    url,
    dataDir,
    apiKey,
    owner,
    output: () => text,
    async api<Answer>(method: string, path: string, body?: unknown) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${answer.slice(0, 500)}`);
      return (answer === "" ? null : JSON.parse(answer)) as Answer;
    },
    async kill(part) {
      const members = family();
      if (part === "launcher") {
        const all = [...(launcher.pid === undefined ? [] : [launcher.pid]), ...members.map((info) => info.pid)];
        return await killAll(all);
      }
      // The postmaster is the first of its kind; its own children end by themselves.
      const found = members.find((info) => names[part].test(info.command));
      if (!found) throw new Error(`No ${part} among: ${members.map((info) => info.command.slice(0, 120)).join(" | ")}`);
      await killAll([found.pid]);
    },
    async restart() {
      launcher = launch();
      await ready();
    },
    stop,
    async dispose() {
      const members = family();
      await stop();
      await untilEnded(members.map((info) => info.pid), 15_000);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
