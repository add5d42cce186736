import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

import { present } from "#lib/assert.ts";
import { startPostgres } from "#lib/launch/postgres.ts";

import { descendants, isRunning, killAll, untilEnded, type ProcessInfo } from "../support/processes.ts";
import { startLauncher, type TestLauncher } from "./start-launcher.ts";
import { until } from "../support/until.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const started: { launcher: TestLauncher; processes: ProcessInfo[] }[] = [];

let made = "";

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), "millrace-launch-made-"));
  await (await startPostgres({ dataDir: made, durable: false })).stop();
});

afterAll(() => rmSync(made, { recursive: true, force: true }));

/** A data folder whose database has been made: to make one takes a second of CPU, to copy it a tenth. */
function usedFolder(): string {
  const folder = temporaryFolder();
  execFileSync("cp", ["-a", `${made}/.`, folder]);
  return folder;
}

/** Leaves nothing behind when a test fails half-way. */
afterEach(async () => {
  for (const { launcher, processes } of started.splice(0)) {
    const below = isRunning(launcher.pid) ? descendants(launcher.pid) : [];
    await killAll([launcher.pid, ...pids(below), ...pids(processes).filter(isRunning)].filter(isRunning));
  }
});

async function run(environment: Record<string, string>, underShell = false): Promise<{ launcher: TestLauncher; processes: ProcessInfo[] }> {
  const launcher = startLauncher(environment, underShell);
  const entry = { launcher, processes: new Array<ProcessInfo>() };
  started.push(entry);
  await launcher.until("Millrace is running");
  entry.processes = descendants(launcher.pid);
  return entry;
}

async function refused(environment: Record<string, string>): Promise<string> {
  const launcher = startLauncher(environment);
  started.push({ launcher, processes: [] });
  expect(await launcher.ended).toBe(1);
  await launcher.silent;
  return launcher.output();
}

const find = (processes: ProcessInfo[], pattern: RegExp): ProcessInfo =>
  present(
    processes.find((info) => pattern.test(info.command)),
    String(pattern),
  );

const postmaster = (processes: ProcessInfo[]): ProcessInfo => find(processes, /bin\/postgres -D/);
const pids = (processes: ProcessInfo[]): number[] => processes.map((info) => info.pid);

async function ask(url: string, method = "GET"): Promise<{ pid: number; notes: number }> {
  const response = await fetch(url, { method, signal: AbortSignal.timeout(5_000) });
  return response.json();
}

test("starts, keeps others off its folder and its port, and stops clean on SIGTERM", async () => {
  const folder = temporaryFolder();
  const { launcher, processes } = await run({ MILLRACE_DATA_DIR: folder });
  const { port } = new URL(launcher.url());
  expect(launcher.output()).toContain(`Set up  http://127.0.0.1:${port}/setup?token=t`);
  expect(await ask(launcher.url(), "POST")).toMatchObject({ notes: 1 });

  const [sameFolder, samePort] = await Promise.all([
    refused({ MILLRACE_DATA_DIR: folder }),
    refused({ MILLRACE_DATA_DIR: temporaryFolder(), PORT: port }),
  ]);
  expect(sameFolder).toContain(`Millrace already runs on ${folder} (process ${launcher.pid}).`);
  expect(sameFolder).toContain("set MILLRACE_DATA_DIR and PORT");
  expect(samePort).toContain(`Port ${port} on 127.0.0.1 is in use by another program. Set PORT to a free one`);

  launcher.kill("SIGTERM");
  expect(await launcher.ended).toBe(0);
  await untilEnded(pids(processes), 0);
  expect(existsSync(join(folder, "launcher.lock"))).toBe(false);
  expect(existsSync(join(folder, "postgres/cluster/postmaster.pid"))).toBe(false);
});

test("SIGKILL of the launcher ends everything below it, and the next start finds all data", async () => {
  const folder = usedFolder();
  const first = await run({ MILLRACE_DATA_DIR: folder });
  await ask(first.launcher.url(), "POST");
  first.launcher.kill("SIGKILL");
  await first.launcher.ended;
  const second = await run({ MILLRACE_DATA_DIR: folder, PORT: new URL(first.launcher.url()).port });
  await untilEnded(pids(first.processes), 0);
  expect(await ask(second.launcher.url())).toMatchObject({ notes: 1 });
  second.launcher.kill("SIGINT");
  expect(await second.launcher.ended).toBe(0);
});

test("a database that outlived its launcher, and children that cannot notice, are replaced", async () => {
  const folder = usedFolder();
  const first = await run({ MILLRACE_DATA_DIR: folder });
  await ask(first.launcher.url(), "POST");
  const guard = find(first.processes, /^\/bin\/sh -c read/);
  const worker = find(first.processes, /worker\.ts/);
  process.kill(worker.pid, "SIGSTOP");
  process.kill(guard.pid, "SIGKILL");
  first.launcher.kill("SIGKILL");
  await first.launcher.ended;
  const orphan = postmaster(first.processes);
  expect(isRunning(orphan.pid)).toBe(true);
  const second = await run({ MILLRACE_DATA_DIR: folder });
  expect(isRunning(orphan.pid)).toBe(false);
  expect(isRunning(worker.pid)).toBe(false);
  expect(postmaster(second.processes).pid).not.toBe(orphan.pid);
  expect(await ask(second.launcher.url())).toMatchObject({ notes: 1 });
});

test("a postmaster.pid and a lock that name unrelated processes do not stop the start", async () => {
  const folder = usedFolder();
  const first = await run({ MILLRACE_DATA_DIR: folder });
  const pidFile = join(folder, "postgres/cluster/postmaster.pid");
  const content = readFileSync(pidFile, "utf8");
  await killAll([first.launcher.pid, ...pids(first.processes)]);
  writeFileSync(pidFile, content.replace(/^\d+/, String(process.pid)));
  writeFileSync(join(folder, "launcher.lock"), JSON.stringify({ pid: process.pid, startedAt: "before" }));
  const second = await run({ MILLRACE_DATA_DIR: folder });
  expect(await ask(second.launcher.url())).toMatchObject({ notes: 0 });
});

test("web, worker and database come back when they are killed", async () => {
  const { launcher, processes } = await run({ MILLRACE_DATA_DIR: usedFolder(), FIXTURE_WORKER: "forks" });
  const before = await ask(launcher.url(), "POST");
  const left = find(processes, /\/\/ left$/);
  process.kill(before.pid, "SIGKILL");
  process.kill(find(processes, /worker\.ts/).pid, "SIGKILL");
  await launcher.until("The web process is back.");
  await launcher.until("The worker process is back.");
  expect(isRunning(left.pid)).toBe(false);
  expect((await ask(launcher.url())).pid).not.toBe(before.pid);
  process.kill(postmaster(processes).pid, "SIGKILL");
  await launcher.until("The database is back.");
  expect(await ask(launcher.url())).toMatchObject({ notes: 1 });
  launcher.kill("SIGTERM");
  expect(await launcher.ended).toBe(0);
});

test("a second signal does not wait for a process that does not end", async () => {
  const { launcher, processes } = await run({ MILLRACE_DATA_DIR: usedFolder(), FIXTURE_WORKER: "hangs" });
  launcher.kill("SIGTERM");
  await launcher.until("Stopping.");
  await untilEnded([find(processes, /web\.ts/).pid], 5_000);
  expect(isRunning(find(processes, /worker\.ts/).pid)).toBe(true);
  launcher.kill("SIGTERM");
  expect(await launcher.ended).toBe(0);
  await untilEnded(pids(processes), 0);
});

test("a worker that asks for one has a process beside it for what workers die of, started again when it dies and not when it is done", async () => {
  const folder = usedFolder();
  const { launcher } = await run({ MILLRACE_DATA_DIR: folder, FIXTURE_WORKER: "suspects", FIXTURE_NOTES: join(folder, "apart") });
  await launcher.until("tried again in a process of its own");
  await launcher.until("The worker apart process ended (SIGKILL)");
  await launcher.until("The worker apart process is back.");
  // It ended of itself, and the worker asks again: another one begins.
  const asked = (): number => launcher.output().split("tried again in a process of its own").length - 1;
  await until("another one", () => asked() > 1);
  expect(launcher.output()).not.toContain("ended (exit code 0)");
});

test("ends when the npm that started it is gone", async () => {
  const { launcher, processes } = await run({ MILLRACE_DATA_DIR: usedFolder(), npm_lifecycle_event: "start" }, true);
  launcher.kill("SIGKILL");
  await untilEnded(pids(processes), 10_000);
});

test("a wrong setting ends the start with one line", async () => {
  const output = await refused({ MILLRACE_DATA_DIR: temporaryFolder(), MILLRACE_ENCRYPTION_KEY: "changeme" });
  expect(output).toBe("MILLRACE_ENCRYPTION_KEY must be 32 random bytes in base64. Make one with: openssl rand -base64 32\n");
});

test("a process that cannot run as configured ends the start with its reason, and everything else", async () => {
  const folder = usedFolder();
  const output = await refused({ MILLRACE_DATA_DIR: folder, FIXTURE_WEB: "refuses" });
  expect(output).toBe("Web cannot run like this. Set it otherwise.\n");
  expect(existsSync(join(folder, "postgres/cluster/postmaster.pid"))).toBe(false);
});

test("a port taken by another program is named", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const output = await refused({ MILLRACE_DATA_DIR: temporaryFolder(), PORT: port });
  server.close();
  expect(output).toContain(`Port ${port} on 127.0.0.1 is in use`);
});
