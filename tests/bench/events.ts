import { setTimeout as delay } from "node:timers/promises";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { descendants } from "#tests/support/processes.ts";
import { startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget } from "#tests/support/target-server.ts";
import { cpuSeconds, peakMegabytes } from "./cpu.ts";
import { postAll } from "./load.ts";
import { percentile } from "./percentile.ts";

const count = Number(process.argv[2] ?? 2_000);
const clients = Number(process.argv[3] ?? 32);

/** W2: an event acknowledged at once, then three parallel HTTP calls; 2,000 events at 32 clients. */
const target = await startTarget();
const millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
const call = (path: string) => ({ type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/${path}`), send: literal("value"), bodyValue: reference("hook", "body") } });
const document = buildDocument({ hook: { type: "core/webhook" }, a: call("a"), b: call("b"), c: call("c") }, ["hook -> a", "hook -> b", "hook -> c"]);
const created = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "W2", document });
const flow = await millrace.api<Flow>("POST", `/api/v1/flows/${created.id}/publish`, { baseRevision: 1 });

const family = descendants(process.pid);
const pidOf = (name: string): number => family.find((info) => info.command.includes(name))?.pid ?? 0;
const ours = { web: pidOf("lib/launch/web.ts"), worker: pidOf("lib/launch/worker.ts"), launcher: pidOf("lib/launch/start.js") };
const cpu = (): Record<string, number> => Object.fromEntries(Object.entries(ours).map(([name, pid]) => [name, cpuSeconds(pid)]));
const postgresCpu = (): number => descendants(process.pid).filter((info) => /postgres/.test(info.command)).reduce((sum, info) => sum + cpuSeconds(info.pid), 0);

const body = (index: number): string => JSON.stringify({ id: index, text: "x".repeat(900) });
await postAll(flow.hookUrl, 100, clients, body);
while (target.received.length < 300) await delay(20);
target.received.length = 0;

const before = cpu();
const postgresBefore = postgresCpu();
const started = performance.now();
const load = await postAll(flow.hookUrl, count, clients, body);
while (target.received.length < 3 * count && performance.now() - started < 300_000) await delay(10);
const seconds = (performance.now() - started) / 1_000;
await delay(500);
const after = cpu();
const perEvent = (name: string): number => Number(((1_000 * ((after[name] ?? 0) - (before[name] ?? 0))) / count).toFixed(2));
const keys = new Set(target.received.map((received) => String(received.headers["idempotency-key"])));

const result = {
  workload: "W2",
  count,
  clients,
  statuses: load.statuses,
  acknowledgedPerSecond: Math.round(count / load.seconds),
  eventsPerSecond: Math.round(count / seconds),
  ackMs: { p50: Number(percentile(load.latencies, 50).toFixed(1)), p99: Number(percentile(load.latencies, 99).toFixed(1)) },
  cpuMsPerEvent: { web: perEvent("web"), worker: perEvent("worker"), ours: Number((perEvent("web") + perEvent("worker") + perEvent("launcher")).toFixed(2)), postgres: Number(((1_000 * (postgresCpu() - postgresBefore)) / count).toFixed(2)) },
  calls: target.received.length,
  lost: 3 * count - keys.size,
  duplicates: target.received.length - keys.size,
  peakMb: Object.fromEntries(Object.entries(ours).map(([name, pid]) => [name, Math.round(peakMegabytes(pid))])),
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n${JSON.stringify(result)}\n`);
await millrace.dispose();
await target.close();
