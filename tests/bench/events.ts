import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { descendants } from "#tests/support/processes.ts";
import { startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget } from "#tests/support/target-server.ts";
import { cpuSeconds, peakMegabytes } from "./cpu.ts";
import { eventBody, eventsFlow } from "./events-flow.ts";
import { fanOut } from "./fan-out.ts";
import { postAll } from "./load.ts";
import { percentile } from "./percentile.ts";

/**
 * W2: events acknowledged at once, then three calls each; and with `--kill <after>` W6: everything is killed after so many
 * acknowledged events and started again; and with `--fan-out <events>` so many events to 50 flows each. Of our own app as `npm start` runs it, or with `--base <url>` (and
 * MILLRACE_API_KEY) of another installation, which must be allowed to reach this machine at `--sink <host>`.
 */
const { values: options } = parseArgs({
  options: {
    base: { type: "string" }, sink: { type: "string" }, count: { type: "string", default: "2000" }, clients: { type: "string", default: "32" },
    kill: { type: "string" }, "fan-out": { type: "string" }, "sink-ms": { type: "string", default: "0" },
  },
});
const count = Number(options.count);
const clients = Number(options.clients);
const killAfter = options.kill === undefined ? null : Number(options.kill);
if (killAfter !== null && options.base !== undefined) throw new Error("Another installation is not killed from here: leave out --base.");

const patienceMs = 300_000;
const target = await startTarget();
const sinkMs = Number(options["sink-ms"]);
target.answer = () => ({ status: 200, ...(sinkMs > 0 ? { delayMs: sinkMs } : {}) });
const sink = options.sink === undefined ? target.url : `http://${options.sink}:${new URL(target.url).port}`;

async function foreign<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(`${options.base}${path}`, { method, headers: { "content-type": "application/json", authorization: `Bearer ${process.env["MILLRACE_API_KEY"]}` }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

const own = options.base === undefined ? await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address }) : null;
const api = own ? own.api : foreign;

async function publish(name: string): Promise<string> {
  const created = await api<Flow>("POST", "/api/v1/flows", { name, document: eventsFlow(sink) });
  return (await api<Flow>("POST", `/api/v1/flows/${created.id}/publish`, { baseRevision: 1 })).hookUrl;
}

/** Every call carries its own key, and the body says of which event. */
interface Seen {
  events: Set<number>;
  keys: Set<string>;
  calls: number;
}

function seen(): Seen {
  return {
    events: new Set(target.received.map(({ body }) => (JSON.parse(body) as { id: number }).id)),
    keys: new Set(target.received.map(({ headers }) => String(headers["idempotency-key"]))),
    calls: target.received.length,
  };
}

async function untilKeys(wanted: number): Promise<void> {
  for (const deadline = performance.now() + patienceMs; seen().keys.size < wanted && performance.now() < deadline; ) await delay(20);
}

function print(result: object): void {
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n${JSON.stringify(result)}\n`);
}

async function load(): Promise<void> {
  const hookUrl = await publish("W2");
  const warm = 100;
  await postAll(hookUrl, warm, clients, eventBody);
  await untilKeys(3 * warm);
  target.received.length = 0;

  const family = own ? descendants(process.pid) : [];
  const ours = family.filter(({ command }) => !/postgres/.test(command));
  const web = ours.filter(({ command }) => command.includes("lib/launch/web.ts"));
  const worker = ours.filter(({ command }) => command.includes("lib/launch/worker.ts"));
  const used = (of: readonly { pid: number }[]): number => of.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0);
  const postgres = (): number => used(descendants(process.pid).filter(({ command }) => /postgres/.test(command)));
  const before = { ours: used(ours), web: used(web), worker: used(worker), postgres: own ? postgres() : 0 };
  const began = performance.now();
  const posted = await postAll(hookUrl, count, clients, eventBody);
  while (target.received.length < 3 * count && performance.now() - began < patienceMs) await delay(10);
  const seconds = (performance.now() - began) / 1_000;
  // What is still being written down belongs to these events.
  await delay(500);
  const perEvent = (now: number, then: number): number => Number(((1_000 * (now - then)) / count).toFixed(2));
  const { keys, calls } = seen();
  print({
    workload: "W2", count, clients, statuses: posted.statuses,
    acknowledgedPerSecond: Math.round(count / posted.seconds), eventsPerSecond: Math.round(count / seconds),
    ackMs: { p50: Number(percentile(posted.latencies, 50).toFixed(1)), p99: Number(percentile(posted.latencies, 99).toFixed(1)) },
    ...(own ? {
      cpuMsPerEvent: { ours: perEvent(used(ours), before.ours), web: perEvent(used(web), before.web), worker: perEvent(used(worker), before.worker), postgres: perEvent(postgres(), before.postgres) },
      peakMb: Math.round(ours.reduce((sum, { pid }) => sum + peakMegabytes(pid), 0)),
    } : {}),
    calls, lost: 3 * count - keys.size, duplicates: calls - keys.size,
  });
}

/** Only what was answered with 202 before the kill counts. */
async function kill(after: number): Promise<void> {
  if (!own) return;
  const hookUrl = await publish("W6");
  const acknowledged = new Set<number>();
  let next = 0;
  const post = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const answer = await fetch(hookUrl, { method: "POST", headers: { "content-type": "application/json" }, body: eventBody(index) }).catch(() => null);
      if (answer === null) return;
      if (answer.status === 202) acknowledged.add(index);
    }
  };
  const posting = Promise.all(Array.from({ length: clients }, post));
  while (acknowledged.size < Math.min(after, count)) await delay(2);
  await own.kill("launcher");
  await posting;
  const began = performance.now();
  await own.restart();
  const back = (performance.now() - began) / 1_000;
  const isDone = (): boolean => {
    const byEvent = Map.groupBy(target.received, ({ body }) => (JSON.parse(body) as { id: number }).id);
    return [...acknowledged].every((index) => new Set(byEvent.get(index)?.map(({ url }) => url)).size === 3);
  };
  for (const deadline = performance.now() + patienceMs; !isDone() && performance.now() < deadline; ) await delay(50);
  const reached = Map.groupBy(target.received, ({ body, url }) => `${(JSON.parse(body) as { id: number }).id} ${url}`);
  const { events, keys, calls } = seen();
  print({
    workload: "W6", killedAfter: after, sinkMs, acknowledged: acknowledged.size, startSeconds: Number(back.toFixed(1)),
    eventsLost: [...acknowledged].filter((index) => !events.has(index)).length,
    callsLost: [...acknowledged].reduce((sum, index) => sum + ["a", "b", "c"].filter((path) => !reached.has(`${index} /${path}`)).length, 0),
    callsRepeated: calls - keys.size,
  });
}

if (options["fan-out"] !== undefined) print(await fanOut(api, target, sink, Number(options["fan-out"])));
else await (killAfter === null ? load() : kill(killAfter));
await own?.dispose();
await target.close();
