import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ConfigValue } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { pauseFlow } from "#lib/server/flows/pause-flow.ts";
import { resumeFlow } from "#lib/server/flows/resume-flow.ts";
import { admitWaiting } from "#lib/server/runs/admit-runs.ts";
import { runtime } from "#lib/server/runtime.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let engine: TestEngine;
let target: TargetServer;

beforeAll(async () => {
  target = await startTarget();
  engine = await startEngine({ egressAllow: [target.address] });
}, 60_000);

afterAll(async () => {
  await engine.stop();
  await target.close();
});

beforeEach(() => {
  target.received.length = 0;
  target.answer = () => ({ status: 200 });
});

function taking(name: string, config: Record<string, ConfigValue>, ...path: string[]) {
  return buildDocument(
    {
      t: { type: "core/event", config: { name: literal(name), ...config } },
      call: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/`), send: literal("value"), bodyValue: reference("t", ...path) } },
    },
    ["t -> call"],
  );
}

async function publish(name: string, data: Json[]): Promise<void> {
  await publishEvents(engine.context, { events: data.map((one) => ({ name, data: one })) });
}

/** Time passes for what is held and for what has begun. */
async function pass(flow: string, milliseconds: number): Promise<void> {
  await runtime().pool.query("update deliveries set created_at = created_at - $2::int * interval '1 millisecond', admitted_at = admitted_at - $2::int * interval '1 millisecond' where flow_id = $1", [flow, milliseconds]);
}

async function states(flow: string): Promise<Record<string, number>> {
  const found = await runtime().pool.query<{ state: string; n: number }>("select status || coalesce(' ' || taken, '') as state, count(*)::int as n from deliveries where flow_id = $1 group by 1", [flow]);
  return Object.fromEntries(found.rows.map(({ state, n }) => [state, n]));
}

const bodies = (): Json[] => target.received.map(({ body }) => JSON.parse(body) as Json);

test("pace: so many begin in a time and no more, by key, in order", async () => {
  const flow = await engine.publish("paced", taking("paced", { pace: literal("limited"), rate: literal(2), per: literal("hour"), each: literal("data.key") }, "data"));
  await publish("paced", ["a", "a", "a", "a", "a", "b"].map((key, n) => ({ key, n })));
  await until("three calls", () => target.received.length === 3);
  await engine.idle();
  await admitWaiting();
  expect(await states(flow.id)).toEqual({ started: 3, held: 3 });
  expect(bodies()).toEqual(expect.arrayContaining([{ key: "a", n: 0 }, { key: "a", n: 1 }, { key: "b", n: 5 }]));
  await pass(flow.id, 3_590_000);
  await admitWaiting();
  expect(await states(flow.id)).toEqual({ started: 3, held: 3 });
  await pass(flow.id, 10_000);
  // What waits for time alone is looked at when it is due: another one that comes is taken in turn.
  await publish("paced", [{ key: "a", n: 6 }]);
  await until("two more", () => target.received.length === 5);
  await engine.idle();
  expect(await states(flow.id)).toEqual({ started: 5, held: 2 });
  expect(bodies().slice(3)).toEqual(expect.arrayContaining([{ key: "a", n: 2 }, { key: "a", n: 3 }]));
});

test("pace: a second is waited for by the worker itself", async () => {
  await engine.publish("quick", taking("quick", { pace: literal("limited"), rate: literal(4), per: literal("second") }, "data"));
  await publish("quick", Array.from({ length: 10 }, (_, n) => ({ n })));
  await until("ten calls", () => target.received.length === 10);
  const begun = await runtime().pool.query<{ most: number }>(
    `select max(n)::int as most from (select (select count(*) from deliveries o where o.flow_id = d.flow_id and o.admitted_at > d.admitted_at - interval '1 second' and o.admitted_at <= d.admitted_at) as n
     from deliveries d where d.admitted_at is not null and d.event_id in (select id from events where name = 'quick')) x`,
  );
  expect(begun.rows).toEqual([{ most: 4 }]);
});

test("a burst gives one run with its last event; earlier ones are shown as replaced", async () => {
  const flow = await engine.publish("burst", taking("burst", { gather: literal("last"), quietSeconds: literal(600), each: literal("data.key") }, "data"));
  await publish("burst", [{ key: "a", n: 1 }, { key: "b", n: 2 }, { key: "a", n: 3 }]);
  await pass(flow.id, 599_000);
  await publish("burst", [{ key: "a", n: 4 }]);
  await pass(flow.id, 2_000);
  await until("the quiet key", () => target.received.length === 1);
  await engine.idle();
  expect(bodies()).toEqual([{ key: "b", n: 2 }]);
  expect(await states(flow.id)).toEqual({ started: 1, held: 3 });
}, 30_000);

test("a burst that does not end gives a run at the latest", async () => {
  const flow = await engine.publish("endless", taking("endless", { gather: literal("last"), quietSeconds: literal(600), latestSeconds: literal(900) }, "data"));
  await publish("endless", [{ n: 1 }]);
  await pass(flow.id, 500_000);
  await publish("endless", [{ n: 2 }]);
  await pass(flow.id, 500_000);
  await until("the run", () => target.received.length === 1);
  await engine.idle();
  expect(bodies()).toEqual([{ n: 2 }]);
  expect(await states(flow.id)).toEqual({ started: 1, "started replaced": 1 });
}, 60_000);

test("a list starts when it is full, and what is left when its time has come", async () => {
  const flow = await engine.publish("lists", taking("lists", { gather: literal("list"), listOf: literal(3), listSeconds: literal(600) }));
  await publish("lists", [1, 2, 3, 4, 5, 6, 7].map((n) => ({ n })));
  await until("two lists", () => target.received.length === 2);
  await engine.idle();
  const lists = () => (bodies() as { items: { data: { n: number } }[]; count: number }[]).map(({ items, count }) => [count, ...items.map(({ data }) => data.n)]);
  expect(lists().toSorted()).toEqual([[3, 1, 2, 3], [3, 4, 5, 6]]);
  expect(await states(flow.id)).toEqual({ "started listed": 6, held: 1 });
  await publish("lists", [{ n: 8 }]);
  await pass(flow.id, 601_000);
  // Time that was moved by hand is noticed with the next look, half a minute later at the latest.
  await until("the rest", () => target.received.length === 3, 45_000);
  await engine.idle();
  expect(lists()[2]).toEqual([2, 7, 8]);
}, 60_000);

test("lists keep to the limit of runs at once and to the key", async () => {
  let now = 0;
  let most = 0;
  target.answer = () => {
    now += 1;
    most = Math.max(most, now);
    setTimeout(() => (now -= 1), 60);
    return { status: 200, delayMs: 60 };
  };
  await engine.publish("limited lists", taking("limited-lists", { gather: literal("list"), listOf: literal(2), listSeconds: literal(1), most: literal(1), each: literal("data.key") }));
  await publish("limited-lists", Array.from({ length: 12 }, (_, n) => ({ key: `k${n % 2}`, n })));
  await until("all lists", () => target.received.length === 6);
  await engine.idle();
  expect(most).toBeLessThanOrEqual(2);
  for (const body of bodies() as { items: { data: { key: string } }[] }[]) expect(new Set(body.items.map(({ data }) => data.key)).size).toBe(1);
});

test("a paused flow gathers on, and goes on when it is resumed", async () => {
  const flow = await engine.publish("paused list", taking("paused-list", { gather: literal("list"), listOf: literal(2), listSeconds: literal(600) }));
  await pauseFlow(engine.context, { flow: flow.id, reason: "maintenance" });
  await publish("paused-list", [{ n: 1 }, { n: 2 }]);
  await engine.idle();
  expect(await states(flow.id)).toEqual({ held: 2 });
  await resumeFlow(engine.context, { flow: flow.id });
  await until("the list", () => target.received.length === 1);
  await engine.idle();
});
