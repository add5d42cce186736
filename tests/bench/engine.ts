import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { type Lab, type LabFlow, openLab } from "#tests/faults/harness/lab.ts";
import type { Slot } from "#tests/faults/harness/slot.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { descendants } from "#tests/support/processes.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { cpuSeconds } from "./cpu.ts";
import { postAll } from "./load.ts";
import { percentile } from "./percentile.ts";
import { splitProfile } from "./profile-split.ts";

/**
 * The whole engine on a database that syncs, without Next: hooks come in, a worker runs them. `npm run bench -- engine
 * [runs] [sleeping] [queued]`. One flow calls a server on loopback three times in a row, one has three steps of logic.
 */
const [runs = 3_000, sleeping = 10_000, queued = 100_000] = process.argv.slice(2).map(Number);
const clients = 32;
const folder = mkdtempSync(join(tmpdir(), "millrace-profile-"));
const target: TargetServer = await startTarget();
const lab: Lab = await openLab({ ownServer: true, isWatched: false, allow: [target.address] });
const worker = lab.slot({ role: "worker" });
const ingress = lab.slot({ role: "ingress" });
await Promise.all([worker.start(), ingress.start()]);

const body = (n: number): string => JSON.stringify({ n, text: "x".repeat(900) });
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

function call(from: string, path: string) {
  return { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/${path}`), send: literal("value"), bodyValue: reference(from, "body") } };
}

function shape(from: string) {
  return { type: "core/map", config: { fields: fields({ n: reference("hook", "body", "n"), from: literal(from) }) } };
}

const flows: Record<string, FlowDocument> = {
  "three calls": buildDocument({ hook: { type: "core/webhook" }, a: call("hook", "a"), b: call("a", "b"), c: call("b", "c") }, ["hook -> a", "a -> b", "b -> c"]),
  "three maps": buildDocument({ hook: { type: "core/webhook" }, a: shape("hook"), b: shape("a"), c: shape("b") }, ["hook -> a", "a -> b", "b -> c"]),
};

async function finished(flow: LabFlow, count: number): Promise<void> {
  for (;;) {
    const { rows } = await lab.pool.query<{ n: number }>("select count(*)::int as n from runs where flow_id = $1 and finished_at is not null", [flow.id]);
    if ((rows[0]?.n ?? 0) >= count) return;
    await delay(20);
  }
}

/** From the insert of the event to the write of the run's end, both on the database's clock. */
async function latencies(flow: LabFlow): Promise<number[]> {
  const { rows } = await lab.pool.query<{ ms: number }>("select extract(epoch from finished_at - created_at)::float8 * 1000 as ms from runs where flow_id = $1 order by id", [flow.id]);
  return rows.map(({ ms }) => ms);
}

function postgresCpu(): number {
  const pid = lab.server?.pid() ?? 0;
  return [pid, ...descendants(pid).map((info) => info.pid)].reduce((sum, one) => sum + cpuSeconds(one), 0);
}

const used = (): { worker: number; ingress: number; postgres: number } => ({ worker: cpuSeconds(worker.pid()), ingress: cpuSeconds(ingress.pid()), postgres: postgresCpu() });

async function measure(name: string, document: FlowDocument) {
  const flow = await lab.publish(name, document);
  const url = lab.hookUrl(flow);
  await postAll(url, 300, 8, body);
  await finished(flow, 300);
  const alone = 200;
  for (let n = 1; n <= alone; n += 1) {
    await postAll(url, 1, 1, body);
    await finished(flow, 300 + n);
  }
  const single = (await latencies(flow)).slice(300);
  const before = used();
  const began = performance.now();
  await postAll(url, runs, clients, body);
  await finished(flow, 300 + alone + runs);
  const seconds = (performance.now() - began) / 1_000;
  const after = used();
  const perRun = (part: keyof typeof before): number => round((1_000 * (after[part] - before[part])) / runs);
  const file = join(folder, `${name}.cpuprofile`);
  await worker.tell({ profile: "begin" });
  await postAll(url, runs, clients, body);
  await finished(flow, 300 + alone + 2 * runs);
  await worker.tell({ profile: { writeTo: file } });
  const split = splitProfile(file);
  return {
    acceptedToFinishedMs: { p50: round(percentile(single, 50), 1), p95: round(percentile(single, 95), 1) },
    runsPerSecond: Math.round(runs / seconds),
    cpuMsPerRun: { worker: perRun("worker"), ingress: perRun("ingress"), ours: round(perRun("worker") + perRun("ingress")), postgres: perRun("postgres") },
    workerCpuMsPerRunByPart: Object.fromEntries(Object.entries(split.byPart).filter(([part]) => part !== "idle").toSorted((a, b) => b[1] - a[1]).map(([part, ms]) => [part, round(ms / runs)])),
    top: split.top.slice(0, 12),
  };
}

function memoryMb(slot: Slot): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${slot.pid()}/status`, "utf8"))?.[1] ?? 0) / 1_024);
}

/** Events in bulk, so that making them is no part of what is measured. */
async function publish(name: string, count: number): Promise<void> {
  const [context] = lab.contexts;
  if (!context) throw new Error("No workspace");
  for (let n = 0; n < count; n += 500) await publishEvents(context, { events: Array.from({ length: Math.min(500, count - n) }, (_, index) => ({ name, data: { n: n + index } })) });
}

async function memory() {
  const asleep = await lab.publish("sleeps", buildDocument({ event: { type: "core/event", config: { name: literal("bench/sleep") } }, nap: { type: "core/wait", config: { mode: literal("for"), amount: literal(30), unit: literal("days") } } }, ["event -> nap"]));
  await publish("bench/sleep", sleeping);
  for (;;) {
    const { rows } = await lab.pool.query<{ n: number }>("select count(*)::int as n from runs where flow_id = $1 and status = 'waiting'", [asleep.id]);
    if (rows[0]?.n === sleeping) break;
    await delay(100);
  }
  await delay(2_000);
  const before = cpuSeconds(worker.pid());
  await delay(5_000);
  const withSleepers = { sleeping, workerMb: memoryMb(worker), idleCpuPercent: round(20 * (cpuSeconds(worker.pid()) - before), 1) };
  await worker.kill("SIGTERM");
  const waiting = await lab.publish("queued", buildDocument({ event: { type: "core/event", config: { name: literal("bench/queue") } }, a: { type: "core/map", config: { fields: fields({ n: reference("event", "data", "n") }) } } }, ["event -> a"]));
  await publish("bench/queue", queued);
  await worker.start();
  const from = performance.now();
  await delay(10_000);
  const { rows } = await lab.pool.query<{ n: number }>("select count(*)::int as n from runs where flow_id = $1 and finished_at is not null", [waiting.id]);
  return { withSleepers, withQueue: { queued, workerMb: memoryMb(worker), runsPerSecond: Math.round((rows[0]?.n ?? 0) / ((performance.now() - from) / 1_000)) } };
}

const result: Record<string, unknown> = { workload: "engine", runs, clients };
for (const [name, document] of Object.entries(flows)) result[name] = await measure(name, document);
result["memory"] = await memory();
process.stdout.write(`${JSON.stringify(result, null, 2)}\n${JSON.stringify(result)}\n`);
await lab.close();
await target.close();
rmSync(folder, { recursive: true, force: true });
