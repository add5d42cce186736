import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import pg from "pg";

import { AppError } from "#lib/errors.ts";

import { createCluster } from "./create-cluster.ts";
import { guardOrphan } from "./orphan-guard.ts";
import { probePort } from "./port.ts";
import { executable, preparePostgresBinaries } from "./postgres-binaries.ts";
import { choosePostgresHome, type PostgresHome } from "./postgres-home.ts";
import { clearLeftovers } from "./postgres-leftovers.ts";
import { keepSecret } from "./secrets.ts";
import { serverEnvironment } from "./server-environment.ts";

export type Postgres = {
  /** postgres://… of the database `millrace`, valid until `stop`, also over restarts of the server. */
  url: string;
  home: PostgresHome;
  pid: number;
  /** Resolves when the server ends, asked or not, with the reason. */
  ended: Promise<string>;
  /** Fast shutdown: open transactions are rolled back, a checkpoint is written. */
  stop(): Promise<void>;
};

export type PostgresOptions = {
  dataDir: string;
  /** false trades safety at a crash for speed; for tests. */
  durable: boolean;
};

const attempts = 3;

/** Starts the built-in database of a data folder, making it first if there is none, and waits until it answers. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const home = choosePostgresHome(options.dataDir);
  const bin = preparePostgresBinaries(home);
  const password = keepSecret(options.dataDir, "postgres", () => randomBytes(32).toString("hex"));
  await createCluster({ home, bin, password, durable: options.durable });
  await clearLeftovers(home.cluster);
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(home);
    const server = run({ home, bin, port, durable: options.durable });
    const url = `postgres://millrace:${password}@127.0.0.1:${port}/millrace`;
    const failure = await untilReady(url, server.ended);
    if (failure === null) return { url, home, ...server };
    await server.stop();
    await clearLeftovers(home.cluster);
    if (attempt === attempts) {
      throw new AppError("unavailable", `The built-in database did not start: ${failure}. Its log is ${logFile(home)}:\n${logTail(home)}`);
    }
  }
}

/** The remembered port, so that a restart keeps the address; another when it was taken meanwhile. */
async function choosePort(home: PostgresHome): Promise<number> {
  const file = join(home.path, "port");
  let remembered = 0;
  try {
    remembered = Number(readFileSync(file, "utf8"));
  } catch {}
  const kept = Number.isInteger(remembered) && remembered > 1023 ? await probePort("127.0.0.1", remembered) : { free: false as const, code: "" };
  const chosen = kept.free ? kept : await probePort("127.0.0.1", 0);
  if (!chosen.free) throw new AppError("unavailable", `No port on 127.0.0.1 can be opened for the database (${chosen.code}).`);
  writeFileSync(file, `${chosen.port}\n`, { mode: 0o600 });
  return chosen.port;
}

function run(options: { home: PostgresHome; bin: string; port: number; durable: boolean }): Pick<Postgres, "pid" | "ended" | "stop"> {
  const { home, bin } = options;
  const settings = serverSettings(options.port, options.durable).flatMap((setting) => ["-c", setting]);
  const log = openLog(home);
  // Detached: Ctrl+C in a terminal must reach the launcher alone, which stops the database last.
  const child = spawn(join(bin, executable("postgres")), ["-D", home.cluster, ...settings], {
    ...home.account,
    cwd: "/",
    detached: true,
    env: serverEnvironment(),
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const guard = child.pid === undefined ? null : guardOrphan(child.pid);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  }).finally(() => guard?.release());
  return { pid: child.pid ?? 0, ended, stop: () => shutDown(child, ended) };
}

function serverSettings(port: number, durable: boolean): string[] {
  return [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=100",
    "shared_buffers=128MB",
    "wal_level=logical",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    `fsync=${durable ? "on" : "off"}`,
    `synchronous_commit=${durable ? "on" : "off"}`,
    `full_page_writes=${durable ? "on" : "off"}`,
  ];
}

/** null when the server answers; else why it never did. */
async function untilReady(url: string, ended: Promise<string>): Promise<string | null> {
  let over: string | null = null;
  void ended.then((reason) => (over = reason));
  let last = "no answer";
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  // Recovery after a crash replays the log, which may take minutes on a slow disk.
  for (const deadline = Date.now() + 300_000; Date.now() < deadline && over === null; await delay(50)) {
    const client = new pg.Client({ connectionString: maintenance.href, connectionTimeoutMillis: 5_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      const { rowCount } = await client.query("select 1 from pg_database where datname = 'millrace'");
      if (rowCount === 0) await client.query("create database millrace");
      return null;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
      if (/password authentication failed/.test(last)) return `${last}; the key file "postgres" does not belong to this database`;
    } finally {
      await client.end().catch(() => {});
    }
  }
  return over ?? last;
}

async function shutDown(child: ChildProcess, ended: Promise<string>): Promise<void> {
  for (const [signal, milliseconds] of [["SIGINT", 15_000], ["SIGQUIT", 5_000], ["SIGKILL", 5_000]] as const) {
    child.kill(signal);
    const timeout = new AbortController();
    const done = await Promise.race([
      ended.then(() => true),
      delay(milliseconds, false, { signal: timeout.signal }).catch(() => false),
    ]);
    timeout.abort();
    if (done) return;
  }
}

function logFile(home: PostgresHome): string {
  return join(home.path, "postgres.log");
}

/** One old log is kept once the log has grown past 10 MB. */
function openLog(home: PostgresHome): number {
  const path = logFile(home);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 10_000_000) {
    rmSync(`${path}.1`, { force: true });
    renameSync(path, `${path}.1`);
  }
  return openSync(path, "a", 0o600);
}

function logTail(home: PostgresHome): string {
  return readFileSync(logFile(home), "utf8").trimEnd().split("\n").slice(-8).join("\n");
}
