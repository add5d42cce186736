import { databaseUrl, command, startDatabaseServer } from "#tests/support/database-server.ts";
import { bindRuntime } from "#tests/support/bind-runtime.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { ownerContext } from "#tests/support/start-engine.ts";
import { newId } from "#lib/ids.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { bucketAt } from "#lib/server/retention/bucket.ts";
import { dropBucket } from "#lib/server/retention/drop-bucket.ts";
import { makePartitions } from "#lib/server/retention/partitions.ts";
import { readLatency } from "#lib/server/answers/read-latency.ts";
import { listFailures } from "#lib/server/failures/list-failures.ts";
import { countRunsOverTime } from "#lib/server/runs/count-runs-over-time.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { runtime } from "#lib/server/runtime.ts";
import { percentile } from "./percentile.ts";
import { fillRuns, nodes } from "./fill-runs.ts";

/**
 * Lists and pages over many runs, the end of a month of them, and the latency page of a flow that answered many callers. `npm run bench -- runs [runs] [reads]`: runs of five
 * steps over three months, filled by SQL, read through the use cases; every figure in milliseconds unless it says so.
 */
const [total = 1_000_000, reads = 40] = process.argv.slice(2).map(Number);
const flowCount = 20;
const days = 90;
const dayMs = 86_400_000;
const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

const server = await startDatabaseServer(process.env["TEST_DATABASE_URL"]);
await command(server.url, `create database bench_runs template ${server.template}`);
const bound = bindRuntime(databaseUrl(server.url, "bench_runs"));
const { pool } = runtime();
const workspace = { id: newId("workspace"), slug: "bench", name: "Bench" };
await pool.query("insert into workspaces (id, slug, name) values ($1, $2, $3)", [workspace.id, workspace.slug, workspace.name]);
const context: WorkspaceContext = ownerContext(workspace);

const call = { type: "http/request", config: { method: literal("POST"), url: literal("https://example.com/orders"), send: literal("value"), bodyValue: reference("hook", "body") } };
const shape = { type: "core/map", config: { fields: fields({ id: reference("hook", "body", "id") }) } };
const document = buildDocument({ hook: { type: "core/webhook" }, a: shape, b: call, c: shape, d: call }, ["hook -> a", "a -> b", "b -> c", "c -> d"]);

async function size(tables: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>("select sum(pg_total_relation_size(c.oid)) as bytes from pg_class c where c.relkind = 'r' and c.relname ~ ('^(' || array_to_string($1::text[], '|') || ')(_[0-9]+|_default)?$') and c.relnamespace = 'public'::regnamespace", [tables]);
  return Number(rows[0]?.bytes ?? 0);
}
const all = ["runs", "run_keys", "events", "deliveries", "effects", "payloads", "step_runs", "attempts"];
const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

async function timed(times: number, work: (n: number) => Promise<unknown>): Promise<{ p50: number; p95: number }> {
  const taken: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const began = performance.now();
    await work(n);
    taken.push(performance.now() - began);
  }
  return { p50: round(percentile(taken, 50)), p95: round(percentile(taken, 95)) };
}

const flows: string[] = [];
for (let n = 0; n < flowCount; n += 1) {
  const flow = await createFlow(context, { name: `Flow ${n}`, document });
  await publishFlow(context, { flow: flow.id, baseRevision: flow.draftRevision, message: "" });
  flows.push(flow.id);
}
const now = Date.now();
const buckets = [...new Set(Array.from({ length: days + 1 }, (_, day) => bucketAt(30, now - day * dayMs)))].toSorted((a, b) => a - b);
await makePartitions(pool, buckets);
if (process.env["TEST_DATABASE_URL"] === undefined) for (const setting of ["alter system set max_wal_size = '16GB'", "select pg_reload_conf()"]) await pool.query(setting);
const began = performance.now();
await fillRuns(pool, { workspaceId: workspace.id, flows, total, from: now - days * dayMs, to: now });
const fillSeconds = round((performance.now() - began) / 1_000);
await pool.query("vacuum analyze");
const filled = await size(all);
const counted = await pool.query<{ runs: number; steps: number }>("select (select count(*)::int from runs) as runs, (select count(*)::int from step_runs) as steps");

async function cursorAt(share: number): Promise<string> {
  const { rows } = await pool.query<{ id: string }>("select id from runs where created_at < $1 order by created_at desc limit 1", [new Date(now - share * days * dayMs)]);
  return rows[0]?.id ?? "";
}
const deep = await cursorAt(0.9);
const picked = (await pool.query<{ id: string }>("select id from runs tablesample system (1) order by random() limit $1", [reads])).rows.map(({ id }) => id);
const page = { limit: 50 };
const result: Record<string, unknown> = {
  workload: "runs", ...counted.rows[0], fillSeconds, bytesPerRun: Math.round(filled / (counted.rows[0]?.runs ?? 1)), megabytes: megabytes(filled),
  firstPage: await timed(reads, () => listRuns(context, page)),
  pageOfFlow: await timed(reads, (n) => listRuns(context, { ...page, flow: flows[n % flowCount] })),
  failedOfFlow: await timed(reads, (n) => listRuns(context, { ...page, flow: flows[n % flowCount], status: "failed" })),
  failed: await timed(reads, () => listRuns(context, { ...page, status: "failed" })),
  deepPage: await timed(reads, () => listRuns(context, { ...page, cursor: deep })),
  deepPageOfFlow: await timed(reads, (n) => listRuns(context, { ...page, flow: flows[n % flowCount], cursor: deep })),
  keySearch: await timed(reads, (n) => listRuns(context, { ...page, key: `o-${1 + ((n * 7_919) % total)}` })),
  slow: await timed(reads, () => listRuns(context, { ...page, minMs: 15_000 })),
  dayOfFlow: await timed(reads, (n) => listRuns(context, { ...page, flow: flows[n % flowCount], since: new Date(now - 40 * dayMs).toISOString(), until: new Date(now - 39 * dayMs).toISOString() })),
  failuresByCause: await timed(reads, () => listFailures(context, {})),
  chart: await timed(reads, () => countRunsOverTime(context, { kind: "live" })),
  runPage: await timed(picked.length, (n) => readRun(context, { run: picked[n] ?? "" })),
};

// The oldest month: three buckets of ten days.
const month = buckets.slice(0, 3);
const before = await size(all);
const rowsBegan = performance.now();
let deleted = 0;
let dropMs = 0;
for (const bucket of month) {
  const ended = await dropBucket(pool, bucket);
  dropMs += ended.dropMs;
  if (!ended.isGone) throw new Error(`Bucket ${bucket} stayed`);
  deleted += ended.deleted;
}
const after = await size(all);
result["month"] = {
  runs: deleted, dropMs, rowsBeforehandSeconds: round((performance.now() - rowsBegan - dropMs) / 1_000),
  megabytesBefore: megabytes(before), megabytesAfter: megabytes(after), returned: `${Math.round((100 * (before - after)) / ((before * deleted) / (counted.rows[0]?.runs ?? 1)))} % of its share`,
};

// A flow that answers its callers, all of them in the last thirty days, and has other runs beside.
const answered = Math.min(total, 100_000);
await fillRuns(pool, { workspaceId: workspace.id, flows: flows.slice(0, 1), total: answered, from: now - 30 * dayMs, to: now, after: total, answers: true });
await pool.query("vacuum analyze");
const latencyOf = async (hours: string) => await timed(reads, () => readLatency(context, { flow: flows[0] ?? "", hours }));
result["latencyPage"] = { answered, hour: await latencyOf("1"), day: await latencyOf("24"), week: await latencyOf("168"), month: await latencyOf("720") };
process.stdout.write(`${JSON.stringify(result, null, 2)}\n${JSON.stringify(result)}\n`);
if (nodes.length !== document.nodes.length) throw new Error("The filled steps are not those of the document");
await bound.end();
await command(server.url, "drop database bench_runs with (force)");
await server.stop();
