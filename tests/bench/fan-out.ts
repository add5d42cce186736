import { setTimeout as delay } from "node:timers/promises";
import type { Event } from "#lib/contracts/events.schema.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import type { TargetServer } from "#tests/support/target-server.ts";
import { percentile } from "./percentile.ts";

type Api = <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;

const name = "bench/fan-out";
const listeners = 50;
const good = listeners - 2;
const patienceMs = 60_000;

function listening(url: string, sleeps: boolean): FlowDocument {
  const t = { type: "core/event", config: { name: literal(name) } };
  const call = {
    type: "http/request", config: { method: literal("POST"), url: literal(url), send: literal("value"), bodyValue: reference("t", "data") },
    settings: { retry: { attempts: 1, backoff: "constant" as const, delayMs: 0, maxDelayMs: 0 } },
  };
  if (!sleeps) return buildDocument({ t, call }, ["t -> call"]);
  return buildDocument({ t, sleep: { type: "core/wait", config: { amount: literal(1), unit: literal("days") } }, call }, ["t -> sleep", "sleep -> call"]);
}

/** How many deliveries of an event are in each state, as the events page shows it. */
async function countStates(api: Api, id: string): Promise<Record<string, number>> {
  const { events } = await api<{ events: Event[] }>("GET", `/api/v1/events?name=${name}&limit=5`);
  const states: Record<string, number> = {};
  for (const { runStatus, status } of events.find((event) => event.id === id)?.deliveries ?? []) states[runStatus ?? status] = (states[runStatus ?? status] ?? 0) + 1;
  return states;
}

/**
 * One event to 50 flows, one of which fails and one of which sleeps: when the other 48 had made their call, as the sink
 * saw it, and when the events page said so, in milliseconds from when it was published.
 */
export async function fanOut(api: Api, target: TargetServer, sink: string, rounds: number): Promise<object> {
  const names = ["failing", "sleeping", ...Array.from({ length: good }, (_, index) => `good-${index}`)];
  for (const one of names) {
    const flow = await api<Flow>("POST", "/api/v1/flows", { name: `Fan-out ${one}`, document: listening(`${sink}/${one}`, one === "sleeping") });
    await api("POST", `/api/v1/flows/${flow.id}/publish`, { baseRevision: 1 });
  }
  target.answer = ({ url }) => ({ status: url === "/failing" ? 400 : 200 });
  const called: number[] = [];
  const shown: number[] = [];
  let states: Record<string, number> = {};
  for (let n = 0; n < rounds; n += 1) {
    target.received.length = 0;
    const began = performance.now();
    const { events } = await api<{ events: { id: string }[] }>("POST", "/api/v1/events", { name, data: { n } });
    const over = began + patienceMs;
    while (target.received.filter(({ url }) => url.startsWith("/good-")).length < good && performance.now() < over) await delay(2);
    called.push(performance.now() - began);
    do states = await countStates(api, events[0]?.id ?? "");
    while ((states["succeeded"] !== good || states["failed"] !== 1) && performance.now() < over);
    shown.push(performance.now() - began);
  }
  const figures = (taken: readonly number[]) => ({ p50: Math.round(percentile([...taken], 50)), max: Math.round(Math.max(...taken)) });
  return { workload: "fan-out", flows: listeners, rounds, calledMs: figures(called), shownMs: figures(shown), matrix: states };
}
