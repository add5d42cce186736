import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prune } from "#inngest/embedded/store/prune.ts";
import { formatMetrics } from "#lib/server/metrics/format-metrics.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { setRuntime, runtime } from "#lib/server/runtime.ts";
import { call } from "#tests/support/api.ts";
import { buildDocument, fields, literal } from "#tests/support/build-document.ts";
import { type ParsedFamily, parseMetrics } from "#tests/support/parse-metrics.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";

const token = randomBytes(24).toString("hex");
let engine: TestEngine;
let hookPath: string;

beforeAll(async () => {
  engine = await startEngine({ metricsToken: token });
  hookPath = (await engine.publish("Counted", buildDocument({ hook: { type: "core/webhook" }, shape: { type: "core/map", config: { fields: fields({ id: literal("1") }) } } }, ["hook -> shape"]))).hookPath;
});
afterAll(() => engine.stop());

async function scrape(): Promise<Map<string, ParsedFamily>> {
  const answer = await call("GET /api/metrics", { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  return parseMetrics(answer.text);
}

const valueOf = (families: Map<string, ParsedFamily>, name: string, labels = ""): number | undefined => families.get(name)?.samples.get(labels);
const succeeded = `{pattern="event",status="succeeded"}`;

async function run(count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) await receiveHook({ method: "POST", path: hookPath, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body: Buffer.from("{}") });
  await engine.idle();
}

/** As the worker does every ten seconds. */
const sumTallies = () => engine.database.pool.query("with gone as (delete from tallies returning name, label, amount) insert into tallies select name, label, sum(amount) from gone group by name, label");

test("what the instance did is told, by whichever process is asked, and names no tenant", async () => {
  await run(3);
  const answer = await call("GET /api/metrics", { headers: { authorization: `Bearer ${token}` } });
  const families = parseMetrics(answer.text);
  expect(valueOf(families, "millrace_database_up")).toBe(1);
  expect(valueOf(families, "millrace_runs_finished_total", succeeded)).toBe(3);
  expect(families.get("millrace_runs_finished_total")?.samples.size).toBe(12);
  expect(valueOf(families, "millrace_workers_alive")).toBe(1);
  for (const state of ["due", "sleeping", "leased"]) expect(valueOf(families, "millrace_queue_jobs", `{state="${state}"}`)).toBeGreaterThanOrEqual(0);
  for (const name of [
    "millrace_queue_oldest_due_seconds", "millrace_crash_deliveries_total", "millrace_runs_quarantined_total", "millrace_schedule_misses_total", "millrace_deliveries_held",
    "millrace_hooks_total", "millrace_pool_connections", "millrace_pool_waiting", "millrace_build_info", "process_cpu_seconds_total", "process_resident_memory_bytes",
  ]) expect([...(families.get(name)?.samples.values() ?? [])], name).not.toEqual([]);
  const { workspace } = engine.context;
  for (const secret of [workspace.id, workspace.slug, "Counted", hookPath]) expect(answer.text).not.toContain(secret);
});

test("a counter never falls: not when runs are deleted, when what is counted is summed up, or when a worker starts again", async () => {
  const before = valueOf(await scrape(), "millrace_runs_finished_total", succeeded) ?? 0;
  await run(5);
  expect(valueOf(await scrape(), "millrace_runs_finished_total", succeeded)).toBe(before + 5);
  await sumTallies();
  expect(valueOf(await scrape(), "millrace_runs_finished_total", succeeded)).toBe(before + 5);
  await engine.database.pool.query("delete from runs");
  expect(valueOf(await scrape(), "millrace_runs_finished_total", succeeded)).toBe(before + 5);
  await run(1);
  expect(valueOf(await scrape(), "millrace_runs_finished_total", succeeded)).toBe(before + 6);
});

test("sums that are made at once count nothing twice and lose nothing, while runs go on ending", async () => {
  const before = valueOf(await scrape(), "millrace_runs_finished_total", succeeded) ?? 0;
  const ends = engine.database.pool.query("insert into tallies select 'runs_finished', 'event succeeded', 1 from generate_series(1, 500)");
  await Promise.all([ends, sumTallies(), sumTallies(), sumTallies()]);
  await Promise.all([sumTallies(), sumTallies()]);
  expect(valueOf(await scrape(), "millrace_runs_finished_total", succeeded)).toBe(before + 500);
  expect((await engine.database.pool.query("select 1 from tallies where label = 'event succeeded'")).rowCount).toBe(1);
});

test("crashes and quarantines outlive the jobs they were about", async () => {
  const { pool } = engine.database;
  await pool.query("insert into engine.tallies select 'crashes', 1 from generate_series(1, 30)");
  await pool.query("insert into engine.tallies values ('quarantined', 1)");
  await prune(pool, 0);
  expect((await pool.query("select 1 from engine.tallies")).rowCount).toBe(2);
  const families = await scrape();
  expect(valueOf(families, "millrace_crash_deliveries_total")).toBe(30);
  expect(valueOf(families, "millrace_runs_quarantined_total")).toBe(1);
});

test("a missed occurrence is counted, a test-run is not", async () => {
  const { pool } = engine.database;
  const before = await scrape();
  await pool.query("insert into schedule_occurrences (workspace_id, flow_id, scheduled_at, status) values ('w', 'f', now(), 'missed'), ('w', 'f', now() - interval '1 h', 'skipped')");
  await pool.query("insert into runs (workspace_id, id, flow_id, kind, pattern, status, origin) values ('w', 'run_t', 'f', 'test', 'event', 'running', 'run_t'), ('w', 'run_l', 'f', 'live', 'event', 'running', 'run_l')");
  await pool.query("update runs set status = 'failed', finished_at = now() where workspace_id = 'w'");
  await pool.query("update runs set passed = true where workspace_id = 'w'");
  const after = await scrape();
  expect(valueOf(after, "millrace_schedule_misses_total")).toBe((valueOf(before, "millrace_schedule_misses_total") ?? 0) + 1);
  const failed = `{pattern="event",status="failed"}`;
  expect(valueOf(after, "millrace_runs_finished_total", failed)).toBe((valueOf(before, "millrace_runs_finished_total", failed) ?? 0) + 1);
});

describe("who may read", () => {
  const from = (headers: Record<string, string>) => call("GET /api/metrics", { headers });
  const here = { host: "127.0.0.1:3000", "x-millrace-client": "127.0.0.1" };

  test("with a token: its bearer, from anywhere; this machine without it not", async () => {
    expect((await from({ authorization: `bearer ${token}` })).status).toBe(200);
    expect((await from({ authorization: `Bearer ${token.slice(1)}` })).status).toBe(401);
    expect((await from(here)).status).toBe(401);
  });

  test.each([
    ["from this machine", "http://127.0.0.1:3000", {}, 200],
    ["by its name", "http://localhost:3000", { host: "localhost:3000" }, 200],
    ["from another machine", "http://localhost:3000", { "x-millrace-client": "192.0.2.1" }, 401],
    ["through a proxy that says so", "http://localhost:3000", { "x-millrace-passed-on": "1" }, 401],
    ["through one that does not", "https://millrace.example.com", {}, 401],
    ["by a page under a name that leads here", "http://localhost:3000", { host: "evil.example:3000" }, 401],
    ["with any bearer", "http://localhost:3000", { authorization: "Bearer x" }, 401],
  ])("without a token: %s", async (_name, publicUrl, headers, status) => {
    const bound = runtime();
    setRuntime({ ...bound, env: { ...bound.env, metricsToken: null, publicUrl } });
    try {
      expect((await from({ ...here, ...headers })).status).toBe(status);
    } finally {
      setRuntime(bound);
    }
  });
});

describe("the format", () => {
  test("labels and help are escaped, and odd numbers have their words", () => {
    const text = formatMetrics([{ name: "a", type: "gauge", help: "one\\two\nthree", samples: [{ labels: { b: 'q"u\\o\nte', c: "" }, value: Number.POSITIVE_INFINITY }, { value: Number.NaN }, { labels: { d: "1" }, value: 1e21 }] }]);
    expect(text).toBe('# HELP a one\\\\two\\nthree\n# TYPE a gauge\na{b="q\\"u\\\\o\\nte",c=""} +Inf\na NaN\na{d="1"} 1e+21\n');
    expect(parseMetrics(text).get("a")?.samples.size).toBe(3);
  });

  test.each(["a 1\n", "# HELP a x\na 1\n", "# HELP a x\n# TYPE a counter\na 1\n", "# HELP a x\n# TYPE a gauge\na 1\na 1\n", "# HELP a x\n# TYPE a gauge\nb 1\n", '# HELP a x\n# TYPE a gauge\na{b="\n"} 1\n', "# HELP a x\n# TYPE a gauge\na 1"])("%j is refused", (text) => {
    expect(() => parseMetrics(text)).toThrow(/./);
  });
});
