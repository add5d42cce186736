import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { AppError } from "#lib/errors.ts";

import { buildStamp } from "./build-stamp.ts";
import { endRecordedProcesses, recordProcesses } from "./leftover-processes.ts";
import { acquireLock, type Lock } from "./lock.ts";

export type BuildOptions = { projectDir: string; say: (line: string) => void; stop: AbortSignal };

/** Builds the web app unless the build on disk is of exactly these sources. One launcher builds, others wait for it. */
export async function buildApp(options: BuildOptions): Promise<void> {
  const { projectDir, say } = options;
  const stamp = buildStamp(projectDir);
  if (isBuilt(projectDir, stamp)) return;
  const lock = await waitForLock(options);
  try {
    if (isBuilt(projectDir, stamp)) return;
    await endRecordedProcesses(processFile(projectDir));
    rmSync(stampFile(projectDir), { force: true });
    say("Building the app: once after each change, one to two minutes.");
    const begun = Date.now();
    await runBuild(options, begun);
    writeFileSync(stampFile(projectDir), `${stamp}\n`);
    say(`Built in ${seconds(begun)} s.`);
  } finally {
    lock.release();
  }
}

function isBuilt(projectDir: string, stamp: string): boolean {
  const file = stampFile(projectDir);
  return existsSync(file) && readFileSync(file, "utf8").trim() === stamp && existsSync(join(projectDir, ".next/BUILD_ID"));
}

async function waitForLock({ projectDir, say, stop }: BuildOptions): Promise<Lock> {
  for (let told = false; ; told = true) {
    stop.throwIfAborted();
    const result = acquire(projectDir);
    if (result.held !== null) return result.held;
    if (!told) say(`Waiting for process ${result.by.pid}, which builds the app in this folder.`);
    await delay(300);
  }
}

function acquire(projectDir: string): ReturnType<typeof acquireLock> {
  try {
    mkdirSync(join(projectDir, "node_modules/.cache"), { recursive: true });
    return acquireLock(join(projectDir, "node_modules/.cache/millrace-build.lock"));
  } catch (error) {
    throw new AppError(
      "invalid",
      `The app must be built and this account cannot write to ${projectDir}. Start Millrace once with the account that owns that folder.`,
      { cause: error },
    );
  }
}

async function runBuild({ projectDir, say, stop }: BuildOptions, begun: number): Promise<void> {
  const child = spawn(process.execPath, [join(projectDir, "node_modules/next/dist/bin/next"), "build"], {
    cwd: projectDir,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    signal: stop,
  });
  if (child.pid !== undefined) recordProcesses(processFile(projectDir), [child.pid]);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const progress = setInterval(() => say(`Still building (${seconds(begun)} s)`), 20_000);
  try {
    const result = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    if (result !== "exit code 0") {
      throw new AppError("internal", `The app could not be built (${result}). The output of the build:\n${output.trim()}`);
    }
  } finally {
    clearInterval(progress);
    rmSync(processFile(projectDir), { force: true });
  }
}

function stampFile(projectDir: string): string {
  return join(projectDir, ".next/millrace-build");
}

function processFile(projectDir: string): string {
  return join(projectDir, "node_modules/.cache/millrace-build.json");
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000);
}
