process.env = { ...process.env };

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { Inngest } from "inngest";
import pg from "pg";
import { migrateDatabase } from "#db/migrate.ts";
import { createApiFetch } from "#inngest/embedded/api-fetch.ts";
import { createEngine } from "#inngest/embedded/engine.ts";
import { enqueueRuns } from "#inngest/embedded/enqueue.ts";
import { createExecutor } from "#inngest/embedded/executor.ts";
import { serveInProcess } from "#inngest/serve-in-process.ts";
import { createWaker } from "#inngest/embedded/waker.ts";
import { startPostgres } from "#lib/launch/postgres.ts";
import { percentile } from "./percentile.ts";

/**
 * The decision of SEMANTICS sync-1: a caller waits for a run of one step. `in-process`: the process that took the
 * request also drives the run. `hand-off`: another process does, woken by NOTIFY, and tells by NOTIFY when it is done.
 */
const count = Number(process.argv[2] ?? 400);
const isWorker = process.argv.includes("--as-worker");
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const signingKey = `signkey-prod-${"ab".repeat(32)}`;

async function executorOn(pool: pg.Pool, instanceId: string, onDone: (runId: string) => void) {
  const engine = createEngine({ pool, signingKey, eventKey: "k", log: quiet });
  const client = new Inngest({ id: "lab", isDev: false, signingKey, eventKey: "k", baseUrl: "http://engine.internal", fetch: createApiFetch(engine), logger: quiet });
  const f = client.createFunction({ id: "f", triggers: [{ event: "lab/go" }], checkpointing: { bufferedSteps: 100 } }, async ({ step, runId }) => {
    await step.run("walk", async () => {
      // What a run without effects commits: its steps and its end, in one statement.
      await pool.query({ name: "w", text: "insert into payloads (workspace_id, hash, codec, size, body) values ('w', $1, 'json', 2, '{}')", values: [runId] });
      onDone(runId);
      return { port: "out" };
    });
  });
  const executor = createExecutor(engine, { instanceId, concurrency: 32, handler: serveInProcess({ client, functions: [f] }) });
  await executor.start();
  return executor;
}

if (isWorker) {
  const pool = new pg.Pool({ connectionString: process.env["BENCH_DATABASE"], max: 10 });
  await executorOn(pool, "handed", (runId) => void pool.query("select pg_notify('bench_done', $1)", [runId]));
  process.stdout.write("ready\n");
} else {
  const dataDir = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  const postgres = await startPostgres({ dataDir, durable: true });
  await migrateDatabase(postgres.url);
  const pool = new pg.Pool({ connectionString: postgres.url, max: 10 });
  pool.on("error", () => {});
  const waiting = new Map<string, () => void>();
  const done = (runId: string): void => waiting.get(runId)?.();
  let serial = 0;

  async function measure(wake: () => void, clients: number, total: number) {
    const latencies: number[] = [];
    let next = 0;
    const started = performance.now();
    const cpu = process.cpuUsage();
    await Promise.all(
      Array.from({ length: clients }, async () => {
        for (; next++ < total; ) {
          const id = `run_${(serial += 1)}`;
          const from = performance.now();
          const finished = new Promise<void>((resolve) => waiting.set(id, resolve));
          await enqueueRuns(pool, [{ id, functionId: "lab-f", group: "g", event: { name: "lab/go", id, ts: 1, data: { runId: id } } }]);
          wake();
          await finished;
          waiting.delete(id);
          latencies.push(performance.now() - from);
        }
      }),
    );
    const used = process.cpuUsage(cpu);
    return { p50: percentile(latencies, 50).toFixed(1), p99: percentile(latencies, 99).toFixed(1), perSecond: Math.round(total / ((performance.now() - started) / 1_000)), cpuMs: ((used.user + used.system) / 1_000 / total).toFixed(2) };
  }

  const local = await executorOn(pool, "local", done);
  await measure(() => local.wake(), 8, 200);
  const inProcess = { one: await measure(() => local.wake(), 1, count), many: await measure(() => local.wake(), 32, count * 3) };
  await local.stop({ deadlineMs: 2_000 });

  const listener = new pg.Client({ connectionString: postgres.url });
  await listener.connect();
  await listener.query("listen bench_done");
  listener.on("notification", (message) => done(message.payload ?? ""));
  const other = new Worker(new URL(import.meta.url), { argv: [String(count), "--as-worker"], env: { ...process.env, BENCH_DATABASE: postgres.url }, stdout: true });
  await new Promise((resolve) => other.stdout.once("data", resolve));
  const wake = createWaker(pool, quiet);
  await measure(wake, 8, 200);
  const handOff = { one: await measure(wake, 1, count), many: await measure(wake, 32, count * 3) };
  process.stdout.write(`${JSON.stringify({ workload: "sync-driver", inProcess, handOff })}\n`);
  await other.terminate();
  await listener.end();
  await pool.end();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
