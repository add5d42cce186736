// The SDK reads all of process.env at every call: a plain copy makes that cheap, as the worker does.
process.env = { ...process.env };

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Inngest } from "inngest";
import pg from "pg";
import { migrateDatabase } from "#db/migrate.ts";
import { createApiFetch } from "#inngest/embedded/api-fetch.ts";
import { createEngine } from "#inngest/embedded/engine.ts";
import { enqueueRuns } from "#inngest/embedded/enqueue.ts";
import { createExecutor } from "#inngest/embedded/executor.ts";
import { serveInProcess } from "#inngest/serve-in-process.ts";
import { startPostgres } from "#lib/launch/postgres.ts";
import { labRun } from "#tests/engine/embedded/engine-lab.ts";

/** The embedded executor alone, on a database that fsyncs: one function with one step, as flows run. */
const burst = Number(process.argv[2] ?? 3000);
const concurrency = Number(process.argv[3] ?? 10);
const silent = { debug() {}, info() {}, warn: console.warn, error: console.error };

const dataDir = mkdtempSync(join(tmpdir(), "millrace-bench-"));
const postgres = await startPostgres({ dataDir, durable: true });
const pool = new pg.Pool({ connectionString: postgres.url, max: 10 });
pool.on("error", () => {});
await migrateDatabase(postgres.url);

const signingKey = `signkey-prod-${"ab".repeat(32)}`;
const engine = createEngine({ pool, signingKey, eventKey: "k", log: silent });
const client = new Inngest({ id: "lab", isDev: false, signingKey, eventKey: "k", baseUrl: "http://engine.internal", fetch: createApiFetch(engine), logger: silent });
let calls = 0;
// Nothing but this process reaches the handler: two signatures a call are saved.
const served = {
  skipSignatureValidation: process.env["BENCH_VERIFY"] === undefined,
  client,
  functions: [
    client.createFunction({ id: "f", triggers: [{ event: "lab/go" }], checkpointing: { bufferedSteps: 1000 } }, async ({ step, runId }) => {
      await step.run("walk", () => ({ port: "out", ref: runId, bytes: 10 }));
    }),
  ],
};
const handler = serveInProcess(served);
const executor = createExecutor(engine, {
  instanceId: "bench",
  concurrency,
  handler: async (request) => {
    calls += 1;
    return handler(request);
  },
});
await executor.start();
const data = { runId: "run_0", workspaceId: "ws_0", body: "x".repeat(100) };
const makeRuns = (count: number, groups: number) =>
  Array.from({ length: count }, (_, n) => ({ ...labRun({ group: `g${n % groups}` }), event: { name: "lab/go", id: `e${n}`, ts: 1, data } }));

async function drained(): Promise<void> {
  for (;;) {
    const { rows } = await pool.query("SELECT count(*)::int AS n FROM engine.runs");
    if (rows[0].n === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function saturate(label: string, count: number, groups: number): Promise<void> {
  await enqueueRuns(pool, makeRuns(count, groups));
  await pool.query("SELECT pg_stat_reset()");
  const before = process.cpuUsage();
  const at = performance.now();
  executor.wake();
  await drained();
  const seconds = (performance.now() - at) / 1000;
  const used = process.cpuUsage(before);
  console.log(label, { count, groups, runsPerSecond: Math.round(count / seconds), cpuMsPerRun: +((used.user + used.system) / 1000 / count).toFixed(3) });
}

async function alone(count: number): Promise<void> {
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const [run] = makeRuns(1, 1);
    if (run === undefined) continue;
    const at = performance.now();
    const seen = calls;
    await enqueueRuns(pool, [run]);
    executor.wake();
    while (calls === seen || executor.inFlight() > 0) await new Promise((resolve) => setImmediate(resolve));
    times.push(performance.now() - at);
  }
  times.sort((a, b) => a - b);
  console.log("one at a time", { count, p50: +(times[count >> 1] ?? 0).toFixed(2), p95: +(times[Math.floor(count * 0.95)] ?? 0).toFixed(2) });
}

await saturate("warm-up", 1000, 1);
for (let round = 0; round < 3; round += 1) await saturate("saturation", burst, 1);
await saturate("saturation, 50 groups", burst, 50);
await alone(300);
await executor.stop({ deadlineMs: 1000 });
await pool.end();
await postgres.stop();
for (const folder of [postgres.home.path, dataDir]) rmSync(folder, { recursive: true, force: true });
