import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Connection } from "#lib/contracts/connections.schema.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { startPostgres } from "#lib/launch/postgres.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { descendants } from "#tests/support/processes.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget } from "#tests/support/target-server.ts";
import { peakMegabytes } from "./cpu.ts";
import { percentile } from "./percentile.ts";

/** The product as `npm start` runs it: memory of all its processes over a stream of records, and its health beside hostile code. */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000];
const pageSize = 1_000;
const hostile = ["while (true) {}", "try { for (;;) {} } catch { for (;;) {} }", "(function again() { Promise.resolve().then(again); })(); await new Promise(() => {});", "return /^(a+)+$/.test('a'.repeat(40) + 'b');", "const all = []; for (;;) all.push('x'.repeat(1e6));"];

const target = await startTarget();
const databaseDir = mkdtempSync(join(tmpdir(), "millrace-bench-"));
const postgres = await startPostgres({ dataDir: databaseDir, durable: true });
const place = new URL(postgres.url);
const allow = { MILLRACE_EGRESS_ALLOW: `${target.address},${place.hostname}:${place.port}` };

function servePages(count: number): void {
  target.answer = (call) => {
    const page = Number(new URL(call.url, "http://x").searchParams.get("page"));
    const from = (page - 1) * pageSize;
    const records = Array.from({ length: Math.max(0, Math.min(pageSize, count - from)) }, (_, index) => ({ id: from + index + 1, amount: (from + index) % 10, customer: `customer-${from + index}`, note: "x".repeat(120) }));
    return { status: 200, body: JSON.stringify(records) };
  };
}

function streaming(connection: string): FlowDocument {
  const document = buildDocument(
    {
      t: { type: "core/manual" },
      read: { type: "http/pages", config: { url: literal(`${target.url}/records`), paging: literal("page"), size: literal(pageSize), key: literal("id") } },
      keep: { type: "core/filter", config: { when: { kind: "condition", match: "all", tests: [{ left: reference("read", "amount"), operator: "greater", right: literal(0) }] } } },
      shape: { type: "core/map", config: { fields: fields({ id: reference("read", "id"), amount: reference("read", "amount"), customer: reference("read", "customer"), note: reference("read", "note"), twice: { kind: "cel", source: "n_read.amount * 2" } }) } },
      load: { type: "postgres/load", config: { table: literal("orders"), mode: literal("upsert") } },
    },
    ["t -> read", "read => keep", "keep => shape", "shape => load"],
  );
  return { ...document, nodes: document.nodes.map((node) => (node.name === "load" ? { ...node, connection } : node)) };
}

async function publish(millrace: Millrace, name: string, document: FlowDocument): Promise<string> {
  const { id } = await millrace.api<Flow>("POST", "/api/v1/flows", { name, document });
  await millrace.api("POST", `/api/v1/flows/${id}/publish`, { baseRevision: 1 });
  return id;
}

async function ended(millrace: Millrace, run: string): Promise<RunDetail> {
  for (;;) {
    const read = await millrace.api<RunDetail>("GET", `/api/v1/runs/${run}`);
    if (read.finishedAt !== null) return read;
    await delay(100);
  }
}

/** Peak resident memory of everything of ours, PostgreSQL left out. */
function peakOfAll(): number {
  return descendants(process.pid).filter((info) => !/postgres/.test(info.command) && /node/.test(info.command)).reduce((sum, info) => sum + peakMegabytes(info.pid), 0);
}

const memory: { records: number; rows: number; status: string; peakMb: number; seconds: number }[] = [];
for (const records of sizes) {
  servePages(records);
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query("drop table if exists orders; create table orders (id int primary key, amount int, customer text, note text, twice int)");
  const millrace = await startMillrace(allow);
  const connection = await millrace.api<Connection>("POST", "/api/v1/connections", {
    name: "warehouse",
    credential: { kind: "postgres/password", host: place.hostname, port: Number(place.port), database: place.pathname.slice(1), user: decodeURIComponent(place.username), password: decodeURIComponent(place.password), ssl: "disable" },
  });
  const flow = await publish(millrace, "stream", streaming(connection.id));
  const begun = performance.now();
  const run = await ended(millrace, (await millrace.api<{ run: string }>("POST", `/api/v1/flows/${flow}/runs`, {})).run);
  const seconds = (performance.now() - begun) / 1_000;
  const rows = Number((await admin.query("select count(*) from orders")).rows[0].count);
  memory.push({ records, rows, status: run.status, peakMb: Math.round(peakOfAll()), seconds: Number(seconds.toFixed(1)) });
  await admin.end();
  await millrace.dispose();
}

const millrace = await startMillrace(allow);
const flows = await Promise.all(hostile.map((source, index) => publish(millrace, `hostile ${index}`, buildDocument({ t: { type: "core/manual" }, code: { type: "core/code", config: { source: literal(source) } } }, ["t -> code"]))));
async function health(): Promise<number> {
  const begun = performance.now();
  const answer = await fetch(`${millrace.url}/api/health`);
  await answer.text();
  return performance.now() - begun;
}
const quiet: number[] = [];
for (let n = 0; n < 200; n += 1) quiet.push(await health());
const runs = await Promise.all(Array.from({ length: 20 }, (_, n) => millrace.api<{ run: string }>("POST", `/api/v1/flows/${flows[n % flows.length]}/runs`, {})));
const during: number[] = [];
let open = true;
// One after the other: twenty that ask at the same moments would be a load of their own, and the larger one.
const all = (async () => {
  const details: RunDetail[] = [];
  for (const { run } of runs) details.push(await ended(millrace, run));
  return details;
})().finally(() => (open = false));
while (open) {
  during.push(await health());
  await delay(10);
}
const statuses = (await all).map((run) => `${run.status} ${run.error?.code ?? ""}`);
const of = (values: number[]): { p50: number; p99: number } => ({ p50: Number(percentile(values, 50).toFixed(1)), p99: Number(percentile(values, 99).toFixed(1)) });
const result = { workload: "whole", memory, healthMs: { quiet: of(quiet), hostile: of(during), samples: during.length }, hostileRuns: Object.fromEntries(Map.groupBy(statuses, (status) => status).entries().map(([status, list]) => [status, list.length])) };
process.stdout.write(`${JSON.stringify(result, null, 2)}\n${JSON.stringify(result)}\n`);
await millrace.dispose();
await target.close();
await postgres.stop();
rmSync(databaseDir, { recursive: true, force: true });
