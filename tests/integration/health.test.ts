import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { embeddedDriver } from "#inngest/drivers.ts";
import { createPool } from "#lib/server/pool.ts";
import { runtime, setRuntime } from "#lib/server/runtime.ts";
import { call } from "#tests/support/api.ts";
import { type CutProxy, startCutProxy } from "#tests/support/cut-proxy.ts";
import { parseMetrics } from "#tests/support/parse-metrics.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { testEnv } from "#tests/support/test-env.ts";
import { until } from "#tests/support/until.ts";

const metricsToken = "m".repeat(40);
const log = pino({ level: "silent" });
let engine: TestEngine;
let proxy: CutProxy;
let databasePort: number;
const dataDir = mkdtempSync(join(tmpdir(), "millrace-health-"));

/** A web process's side of the instance, over a wire that can fail. */
async function bindThroughProxy(): Promise<void> {
  const url = new URL(engine.database.url);
  proxy = await startCutProxy(Number(url.port));
  databasePort = Number(url.port);
  url.host = `127.0.0.1:${proxy.port}`;
  const pool = createPool(url.href, log, 4);
  setRuntime({ env: testEnv(url.href, { dataDir, metricsToken }), pool, driver: embeddedDriver(pool, log), log });
}

beforeAll(async () => {
  engine = await startEngine();
  await bindThroughProxy();
});
afterAll(async () => {
  await proxy.close();
  await runtime().pool.end();
  await engine.database.drop();
  rmSync(dataDir, { recursive: true });
});

async function health(query = ""): Promise<{ status: number; json: { status: string; reasons: string[]; database: string; executor: unknown } }> {
  return await call("GET /api/health", { query });
}

test("all well: ok and ready, without reasons", async () => {
  const well = await until("a worker", async () => {
    const answer = await health();
    return answer.json.status === "ok" && answer;
  });
  expect(well).toMatchObject({ status: 200, json: { reasons: [], database: "ok", executor: { kind: "embedded", workers: 1 } } });
  expect((await health("?ready")).status).toBe(200);
});

test("no worker: degraded in words, alive and ready", async () => {
  await engine.stopWorker();
  expect(await health("?ready")).toMatchObject({ status: 200, json: { status: "degraded", reasons: [expect.stringMatching(/^No worker/)], executor: { workers: 0 } } });
});

test("a worker was silent for too long: the same", async () => {
  await engine.database.pool.query("insert into engine.workers (id, instance_id, seen_at) values ('silent', 'other', clock_timestamp() - interval '31 s')");
  expect((await health()).json.reasons).toEqual([expect.stringMatching(/^No worker/)]);
});

test("work piles up: degraded in words, alive and ready; what is due later is no reason", async () => {
  const { pool } = engine.database;
  await pool.query("update engine.workers set seen_at = clock_timestamp()");
  await pool.query("insert into engine.jobs (run_id, key, group_id, kind, due_at) values ('sleeps', 'k', 'w', 'wait', clock_timestamp() + interval '1 h'), ('fresh', 'k', 'w', 'wait', clock_timestamp() - interval '5 s')");
  expect((await health()).json).toMatchObject({ status: "ok", reasons: [] });
  await pool.query("insert into engine.jobs (run_id, key, group_id, kind, due_at) values ('late', 'k', 'x', 'wait', clock_timestamp() - interval '61 s')");
  expect(await health("?ready")).toMatchObject({ status: 200, json: { status: "degraded", reasons: [expect.stringMatching(/^Work piles up/)], database: "ok" } });
});

const away = { status: "degraded", database: "unreachable", executor: null, reasons: ["The database does not answer."] };

async function expectAway(): Promise<void> {
  // A statement's own bound is five seconds; an answer that waited for it comes too late for an orchestrator.
  const asked = performance.now();
  const [alive, ready, more] = await Promise.all([health(), health("?ready"), Promise.all(Array.from({ length: 20 }, () => health()))]);
  expect(performance.now() - asked).toBeLessThan(4_000);
  expect(alive).toMatchObject({ status: 200, json: away });
  expect(ready).toMatchObject({ status: 503, json: away });
  expect(new Set(more.map((answer) => answer.status))).toEqual(new Set([200]));
}

test("the database hangs: alive, not ready, and a crowd that asks takes no more than one connection for it", async () => {
  proxy.mute();
  await expectAway();
  const { pool } = runtime();
  expect(pool.totalCount - pool.idleCount + pool.waitingCount).toBe(1);
});

test("the database refuses: the same; metrics say so and go on about the process", async () => {
  await proxy.cut(true);
  await expectAway();
  const answer = await call("GET /api/metrics", { headers: { authorization: `Bearer ${metricsToken}` } });
  const families = parseMetrics(answer.text);
  expect(answer.status).toBe(200);
  expect(families.get("millrace_database_up")?.samples.get("")).toBe(0);
  expect(families.has("millrace_runs_finished_total")).toBe(false);
  expect(families.get("process_resident_memory_bytes")?.samples.get("")).toBeGreaterThan(0);
});

test("it is back: ready at once, without a new start", async () => {
  proxy = await startCutProxy(databasePort, proxy.port);
  expect(await health("?ready")).toMatchObject({ status: 200, json: { database: "ok" } });
});
