import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { pino } from "pino";
import { migrateDatabase } from "#db/migrate.ts";
import { embeddedDriver } from "#inngest/drivers.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { newId } from "#lib/ids.ts";
import type { LaunchEnv } from "#lib/launch/env.ts";
import { type Postgres, startPostgres } from "#lib/launch/postgres.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { launchVariables } from "#lib/server/launch-variables.ts";
import { bucketNow, keepClasses } from "#lib/server/retention/bucket.ts";
import { makePartitions } from "#lib/server/retention/partitions.ts";
import { setRuntime } from "#lib/server/runtime.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { ownerContext } from "#tests/support/start-engine.ts";
import { testEnv } from "#tests/support/test-env.ts";
import { until } from "#tests/support/until.ts";
import { isLong } from "./amount.ts";
import { type EffectServer, startEffectServer } from "./effect-server.ts";
import { freePort } from "./free-port.ts";
import { reportLeases } from "./report.ts";
import { createSlot, type Slot } from "./slot.ts";
import type { LabSettings } from "./lab-process.ts";
import { watchHistory } from "./watch-history.ts";
import { type LeaseWatch, watchLeases } from "./watch-leases.ts";

/** Milliseconds of a lease as `npm start` has it. */
export const leaseMs = 30_000;

export interface LabOptions {
  /** A database server of its own that syncs to disk; the long form always has one. */
  ownServer?: boolean;
  /** Where its data lies; a folder of its own below the temporary one when left out. */
  serverFolder?: string;
  /** Where the processes find the database; by default straight at the server. */
  through?: (port: number) => Promise<{ port: number; close(): Promise<void> }>;
  workspaces?: number;
  /** More that the processes may call, as `host:port`. */
  allow?: readonly string[];
  /** Whether triggers look at every change; not where time is measured. */
  isWatched?: boolean;
  leaseMs?: number;
}

export interface LabFlow {
  id: string;
  workspaceId: string;
  hookPath: string;
}

export interface SlotExtras {
  environment?: Record<string, string>;
  /** Whether the next process is loaded while this one runs; not for one that is started once. */
  hasSpare?: boolean;
}

/** The system under test with everything around it: database, outside world, and places for its processes. */
export interface Lab {
  /** The driver's own way to the database, and its address. */
  pool: pg.Pool;
  url: string;
  server: LabServer | null;
  effects: EffectServer;
  contexts: WorkspaceContext[];
  leases: LeaseWatch;
  /** At the first ingress, or at another's port. */
  hookUrl(flow: LabFlow, port?: number): string;
  publish(name: string, document: FlowDocument, context?: WorkspaceContext): Promise<LabFlow>;
  slot(settings: Partial<LabSettings> & Pick<LabSettings, "role">, instance?: string, more?: SlotExtras): Slot;
  /** Resolves when no run is unfinished and the executor holds nothing. */
  drained(milliseconds?: number): Promise<void>;
  close(): Promise<void>;
}

/** The database server, which can be killed and started again at the same address. */
export interface LabServer {
  pid(): number;
  cluster: string;
  /** Resolves when it ends, of itself too. */
  ended(): Promise<string>;
  /** Ends it with a signal, unless it has ended, and starts it again. */
  restart(signal: "SIGQUIT" | "SIGKILL" | null): Promise<void>;
}

async function ownDatabase(dataDir = mkdtempSync(join(tmpdir(), "millrace-faults-"))) {
  mkdirSync(dataDir, { recursive: true });
  let postgres: Postgres = await startPostgres({ dataDir, durable: true });
  const { url, home } = postgres;
  await migrateDatabase(url);
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000 });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const server: LabServer = {
    pid: () => postgres.pid,
    ended: () => postgres.ended,
    cluster: home.cluster,
    async restart(signal) {
      if (signal !== null) process.kill(postgres.pid, signal);
      await postgres.ended;
      postgres = await startPostgres({ dataDir, durable: true });
    },
  };
  return {
    url, pool, server,
    async drop() {
      await pool.end();
      await postgres.stop();
      for (const folder of [home.path, dataDir]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function openLab(options: LabOptions = {}): Promise<Lab> {
  const database = (options.ownServer ?? (isLong || options.serverFolder !== undefined)) ? await ownDatabase(options.serverFolder) : { ...(await createTestDatabase()), server: null };
  const { pool } = database;
  if (options.isWatched ?? true) await watchHistory(pool);
  const effects = await startEffectServer();
  const direct = new URL(database.url);
  const road = await options.through?.(Number(direct.port));
  if (road) direct.port = String(road.port);
  const env: LaunchEnv = { ...testEnv(direct.href, { egressAllow: [effects.address, ...(options.allow ?? [])], logLevel: "info" }), dataDir: mkdtempSync(join(tmpdir(), "millrace-lab-")) };
  const log = pino({ level: "silent" });
  setRuntime({ env, pool, driver: embeddedDriver(pool, log), log });
  // As on an instance older than a minute: later, rows would be moved into these tables, which looks like a deletion.
  if (isLong) await makePartitions(pool, keepClasses.map(bucketNow));
  const contexts: WorkspaceContext[] = [];
  for (let index = 0; index < (options.workspaces ?? 1); index += 1) {
    const workspace = { id: newId("workspace"), slug: `w-${randomBytes(4).toString("hex")}`, name: "Faults" };
    await pool.query("insert into workspaces (id, slug, name) values ($1, $2, $3)", [workspace.id, workspace.slug, workspace.name]);
    contexts.push(ownerContext(workspace));
  }
  const leases = watchLeases(pool, options.leaseMs ?? leaseMs);
  reportLeases(leases);
  const slots: Slot[] = [];
  const port = await freePort();
  return {
    pool, effects, contexts, leases,
    url: database.url,
    server: database.server,
    hookUrl: (flow, at = port) => `http://127.0.0.1:${at}/api/hooks/${flow.hookPath}`,
    async publish(name, document, context = contexts[0]) {
      if (!context) throw new Error("No workspace");
      const made = await createFlow(context, { name, document });
      const flow = await publishFlow(context, { flow: made.id, baseRevision: made.draftRevision, message: "" });
      return { id: flow.id, workspaceId: context.workspace.id, hookPath: flow.hookUrl.split("/").at(-1) ?? "" };
    },
    slot(settings, instance = "one", { environment = {}, hasSpare = true } = {}) {
      const variables = { ...launchVariables({ ...env, dataDir: `${env.dataDir}-${instance}` }), ...environment };
      const onStart = (): void => {
        if (settings.role === "worker") leases.workerBegins();
      };
      const slot = createSlot({ port, plants: [], shiftMs: 0, ...settings, variables, hasSpare, onStart });
      slots.push(slot);
      return slot;
    },
    async drained(milliseconds = 120_000) {
      const open = "select (select count(*)::int from runs where finished_at is null) as runs, (select count(*)::int from engine.jobs) as jobs";
      await until("the runs to end", async () => {
        const left = (await pool.query<{ runs: number; jobs: number }>(open).catch(() => null))?.rows[0];
        return left?.runs === 0 && left.jobs === 0;
      }, milliseconds);
    },
    async close() {
      await leases.stop();
      reportLeases(null);
      await Promise.all(slots.map((slot) => slot.close()));
      await road?.close();
      await effects.close();
      await database.drop();
      rmSync(env.dataDir, { recursive: true, force: true });
      // Of every test, whatever else it looks at.
      if (leases.unheld.size > 0) throw new Error(`Runs said that they run for longer than a lease while nobody held them: ${[...leases.unheld].slice(0, 5).join(", ")}`);
    },
  };
}
