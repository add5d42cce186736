import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startPostgres } from "#lib/launch/postgres.ts";
import { createPipelineClient } from "#lib/pipeline/pipeline-client.ts";
import { launchVariables } from "#lib/server/launch-variables.ts";
import { runtime } from "#lib/server/runtime.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { databaseUrl, startDatabaseServer } from "#tests/support/database-server.ts";
import { descendants } from "#tests/support/processes.ts";
import { startRegionLab } from "#tests/support/region-lab.ts";
import { cpuSeconds, endedSeconds, peakMegabytes } from "./cpu.ts";

/** W3: pages of 1,000 records of about 200 bytes over HTTP -> filter (drops 10 %) -> map 5 fields -> a PostgreSQL table. */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000];
const pageSize = 1_000;

interface Order {
  id: number;
  customer: string;
  email: string;
  amount: number;
  currency: string;
  createdAt: string;
  note: string;
}

function orderAt(index: number): Order {
  return {
    id: index, customer: `Customer ${index % 997}`, email: `customer.${index % 997}@example.com`, amount: (index * 37) % 1_000, currency: index % 3 === 0 ? "EUR" : "USD",
    createdAt: new Date(1_700_000_000_000 + index * 1_000).toISOString(), note: `Order number ${index} of the run`,
  };
}

const isKept = (order: Order): boolean => order.amount >= 100;

/** One line a row, as the table gives it back. */
const lineOf = ({ id, customer, email, amount, createdAt }: Order): string => `${id}|${customer}|${email}|${amount * 2}|${createdAt}`;
const linesInTable = "id || '|' || customer || '|' || email || '|' || total || '|' || created_at";

function expected(count: number): { rows: number; hash: string } {
  const hash = createHash("md5");
  let rows = 0;
  for (let index = 0; index < count; index += 1) {
    const order = orderAt(index);
    if (!isKept(order)) continue;
    hash.update(rows === 0 ? lineOf(order) : `\n${lineOf(order)}`);
    rows += 1;
  }
  return { rows, hash: hash.digest("hex") };
}

const dataDir = mkdtempSync(join(tmpdir(), "millrace-bench-"));
const postgres = await startPostgres({ dataDir, durable: true });
const server = await startDatabaseServer(databaseUrl(postgres.url, "postgres"));
process.env["MILLRACE_TEST_SERVER"] = server.url;
process.env["MILLRACE_TEST_TEMPLATE"] = server.template;
const warehouse = await createTestDatabase();

let records = 0;
const source = createServer((request, response) => {
  const page = Number(new URL(request.url ?? "", "http://x").searchParams.get("page"));
  const from = (page - 1) * pageSize;
  const body = JSON.stringify(Array.from({ length: Math.max(0, Math.min(pageSize, records - from)) }, (_, index) => orderAt(from + index)));
  response.writeHead(200, { "content-type": "application/json" }).end(body);
});
await new Promise<void>((resolve) => {
  source.listen(0, "127.0.0.1", resolve);
});
const address = `127.0.0.1:${(source.address() as AddressInfo).port}`;

const lab = await startRegionLab([address, new URL(warehouse.url).host]);
const connection = await lab.connect(warehouse.url);
const client = createPipelineClient({ entry: join(import.meta.dirname, "../../lib/launch/pipeline.ts"), environment: { ...process.env, ...launchVariables(runtime().env) } });
const document = buildDocument(
  {
    hook: { type: "core/webhook" },
    orders: { type: "http/pages", config: { url: literal(`http://${address}/orders`), paging: literal("page"), size: literal(pageSize), key: literal("id") } },
    big: { type: "core/filter", config: { when: { kind: "condition", match: "all", tests: [{ left: reference("orders", "amount"), operator: "at_least", right: literal(100) }] } } },
    shape: { type: "core/map", config: { fields: fields({ id: reference("orders", "id"), customer: reference("orders", "customer"), email: reference("orders", "email"), total: { kind: "cel", source: "n_orders.amount * 2" }, created_at: reference("orders", "createdAt") }) } },
    load: { type: "postgres/load", config: { table: literal("loaded") } },
  },
  ["hook -> orders", "orders => big", "big => shape", "shape => load"],
);
for (const node of document.nodes) if (node.type.startsWith("postgres/")) node.connection = connection;

const pidsOf = (word: RegExp): number[] => descendants(process.pid).filter(({ command }) => word.test(command)).map(({ pid }) => pid);
const ours = (): number[] => pidsOf(/lib\/launch\/pipeline\.ts|sandbox-child/);
const cpuOf = (pids: number[]): number => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
/** Each connection is a process of PostgreSQL's, which may have ended meanwhile. */
const postgresCpu = (): number => pidsOf(/postgres/).reduce((sum, pid) => sum + cpuSeconds(pid) + endedSeconds(pid), 0);

/** Memory in use now, in MB (Linux). */
function resident(pids: number[]): number {
  return pids.reduce((sum, pid) => {
    try {
      return sum + Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
    } catch {
      return sum;
    }
  }, 0);
}

async function runOnce(count: number): Promise<{ seconds: number; peakMb: number; cpu: number; ofPostgres: number; exact: boolean }> {
  records = count;
  await warehouse.pool.query("drop table if exists loaded, millrace_chunks");
  await warehouse.pool.query("create table loaded (id int, customer text, email text, total int, created_at text)");
  const request = await lab.begin(document, "orders");
  let peakMb = 0;
  const watch = setInterval(() => (peakMb = Math.max(peakMb, resident(ours()))), 50);
  const cpuBefore = cpuOf(ours());
  const postgresBefore = postgresCpu();
  const began = performance.now();
  for (;;) {
    const progress = await client.advance(request, new AbortController().signal);
    if (progress.status === "more") continue;
    if (progress.status !== "done") throw new Error(JSON.stringify(progress));
    break;
  }
  const seconds = (performance.now() - began) / 1_000;
  clearInterval(watch);
  // A connection's process ends a moment after its connection.
  await delay(500);
  const cpu = cpuOf(ours()) - cpuBefore;
  const ofPostgres = postgresCpu() - postgresBefore;
  const { rows } = await warehouse.pool.query<{ rows: number; keys: number; hash: string }>(`select count(*)::int as rows, count(distinct id)::int as keys, md5(string_agg(${linesInTable}, e'\\n' order by id)) as hash from loaded`);
  const wanted = expected(count);
  const [found] = rows;
  return { seconds, peakMb, cpu, ofPostgres, exact: found?.rows === wanted.rows && found.keys === wanted.rows && found.hash === wanted.hash };
}

// A process of its own for each size would start cold; one that has worked before shows what stays.
await runOnce(2_000);
const results = [];
for (const count of sizes) {
  const { seconds, peakMb, cpu, ofPostgres, exact } = await runOnce(count);
  results.push({
    records: count, recordsPerSecond: Math.round(count / seconds), cpuSeconds: Number(cpu.toFixed(2)), postgresCpuSeconds: Number(ofPostgres.toFixed(2)),
    peakMb: Math.round(peakMb), peakOfProcessesMb: Math.round(ours().reduce((sum, pid) => sum + peakMegabytes(pid), 0)), exact,
  });
}
process.stdout.write(`${JSON.stringify({ workload: "W3", results }, null, 2)}\n${JSON.stringify({ workload: "W3", results })}\n`);

await client.stop();
await lab.stop();
await warehouse.drop();
await server.stop();
source.closeAllConnections();
source.close();
await postgres.stop();
for (const folder of [postgres.home.path, dataDir]) rmSync(folder, { recursive: true, force: true });
