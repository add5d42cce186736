import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { migrateDatabase } from "#db/migrate.ts";
import { AppError } from "#lib/errors.ts";

import { checkDatabase } from "./check-database.ts";
import { childEnvironment } from "./child-environment.ts";
import { prepareDataFolder } from "./data-folder.ts";
import { readSettings, type Settings } from "./env.ts";
import { keepPostgres } from "./keep-postgres.ts";
import { endRecordedProcesses, recordProcesses } from "./leftover-processes.ts";
import { acquireLock } from "./lock.ts";
import { probePort } from "./port.ts";
import { chooseSamplesPort } from "./samples-port.ts";
import { resolveSecrets } from "./secrets.ts";
import { supervise, type Supervised } from "./supervise.ts";
import { watchSources } from "./watch-sources.ts";

export type LaunchOptions = {
  projectDir: string;
  environment: NodeJS.ProcessEnv;
  webScript: string;
  workerScript: string;
  /** Runs while there are jobs that workers died of more than once, so that their next death is nobody else's. */
  apartScript: string;
  /** Made while the database starts. */
  build: (options: { projectDir: string; say: (line: string) => void; stop: AbortSignal }) => Promise<void>;
  migrationsFolder?: string;
  /** The built-in database keeps what it acknowledged; false only in tests. */
  durable?: boolean;
  /** Aborts to stop everything in order, at any time. */
  stop: AbortSignal;
  /** Aborts to stop without waiting for work in hand. */
  hurry: AbortSignal;
  say: (line: string) => void;
  onReady: (running: { url: string; dataDir: string; setupUrl: string | null }) => void;
};

type Undo = (() => void | Promise<void>)[];

/** Runs an installation until `stop` aborts and all of it has ended. Throws AppError when it cannot start. */
export async function launch(options: LaunchOptions): Promise<void> {
  const undo: Undo = [];
  try {
    await start(options, undo);
    await aborted(options.stop);
  } catch (error) {
    if (!options.stop.aborted) throw error;
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

async function start(options: LaunchOptions, undo: Undo): Promise<void> {
  const { projectDir, environment, say, stop } = options;
  const settings = readSettings(environment, projectDir);
  if (settings.inngest?.dev) say("INNGEST_DEV is set: calls of the Inngest dev server are not signed, and every account of this machine may make them. Use it to try things only.");
  prepareDataFolder(settings.dataDir);
  const tookOver = lockDataFolder(settings.dataDir, undo);
  const processFile = join(settings.dataDir, "processes.json");
  await endRecordedProcesses(processFile);
  const port = await choosePort(settings, tookOver ? 5_000 : 0);
  const secrets = resolveSecrets(settings.dataDir, settings.encryptionKey);
  const samplesPort = settings.samples ? await chooseSamplesPort(settings.dataDir) : null;

  const children: Supervised[] = [];
  let databaseUrl = "";
  const moved = (url: string): void => {
    databaseUrl = url;
    for (const child of children) child.restart();
  };
  const database = async (): Promise<void> => {
    databaseUrl = settings.databaseUrl ?? (await startOwnDatabase(options, settings, moved, undo));
    const allowUnsafe = settings.unsafeDatabase || settings.dev || options.durable === false;
    await checkDatabase({ url: databaseUrl, allowUnsafe, patienceMs: 60_000, stop, say });
    await migrateDatabase(databaseUrl, options.migrationsFolder);
  };
  await settled([database(), settings.dev ? Promise.resolve() : options.build({ projectDir, say, stop })]);
  stop.throwIfAborted();

  const record = (): void => recordProcesses(processFile, children.map((child) => child.pid()).filter((pid) => pid !== null));
  const childOptions = {
    environment: () => childEnvironment({ inherited: environment, projectDir, settings, secrets, port, databaseUrl, samplesPort }),
    say,
    onChange: record,
  };
  undo.push(async () => {
    await Promise.all(children.map((child) => child.stop(options.hurry)));
  });
  const web = supervise({ ...childOptions, name: "web", script: options.webScript });
  children.push(web);
  let apart: Supervised | null = null;
  const beginApart = (): void => {
    if (apart !== null || stop.aborted) return;
    const begun = supervise({ ...childOptions, name: "worker apart", script: options.apartScript, onDone: () => {
      apart = null;
      children.splice(children.indexOf(begun), 1);
    } });
    begun.ready.catch(() => undefined);
    apart = begun;
    children.push(begun);
    say("A worker died twice of the same job. It is tried again in a process of its own.");
  };
  const worker = supervise({ ...childOptions, name: "worker", script: options.workerScript, onSuspects: beginApart });
  children.push(worker);
  record();
  if (settings.dev) undo.push(watchSources(projectDir, () => worker.restart()));
  const ready = await Promise.race([Promise.all([web.ready, worker.ready]), aborted(stop).then(() => null)]);
  if (ready === null) return;
  const url = childOptions.environment()["MILLRACE_PUBLIC_URL"] ?? "";
  options.onReady({ url, dataDir: settings.dataDir, setupUrl: ready[0].setupUrl });
}

/** Whether the lock was left by a launcher that was killed. */
function lockDataFolder(dataDir: string, undo: Undo): boolean {
  const lock = acquireLock(join(dataDir, "launcher.lock"));
  if (lock.held === null) {
    throw new AppError(
      "conflict",
      `Millrace already runs on ${dataDir} (process ${lock.by.pid}). Stop that one, or set MILLRACE_DATA_DIR and PORT to run another beside it.`,
    );
  }
  undo.push(() => lock.held.release());
  return lock.tookOver;
}

async function choosePort({ host, port }: Settings, patienceMs: number): Promise<number> {
  for (const deadline = Date.now() + patienceMs; ; await delay(100)) {
    const probe = await probePort(host, port);
    if (probe.free) return probe.port;
    if (probe.code === "EADDRINUSE" && Date.now() < deadline) continue;
    const place = `${host}:${port}`;
    if (probe.code === "EADDRINUSE") {
      throw new AppError("conflict", `Port ${port} on ${host} is in use by another program. Set PORT to a free one, such as PORT=${port + 1}.`);
    }
    if (probe.code === "EACCES") throw new AppError("forbidden", `This account may not listen on ${place}. Set PORT to 1024 or more.`);
    throw new AppError("invalid", `Nothing can listen on ${place} (${probe.code}). Set HOST to an address of this machine.`);
  }
}

async function startOwnDatabase(options: LaunchOptions, settings: Settings, onMoved: (url: string) => void, undo: Undo): Promise<string> {
  const { dataDir } = settings;
  const server = await keepPostgres({ dataDir, durable: options.durable ?? true, say: options.say, onMoved });
  undo.push(() => server.stop());
  return server.url;
}

/** Like Promise.all, but lets all of them finish first: what one of them has begun must be known before it is undone. */
async function settled(work: Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) if (result.status === "rejected") throw result.reason;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
