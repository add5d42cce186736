import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { listEvents } from "#lib/server/events/list-events.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { startRun } from "#lib/server/runs/start-run.ts";
import { runtime } from "#lib/server/runtime.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
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

function listening(name: string, config: Record<string, ConfigValue> = {}): FlowDocument {
  return buildDocument({ t: { type: "core/event", config: { name: literal(name), ...config } }, shape: { type: "core/map", config: { fields: fields({ at: reference("t", "name") }) } } }, ["t -> shape"]);
}

async function runsOf(flow: string): Promise<number> {
  return (await listRuns(engine.context, { flow, limit: 100, kind: "live" })).runs.length;
}

async function rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await runtime().pool.query<Row>(text, values)).rows;
}

test("a wildcard is one part of a name, two at the end are any number", async () => {
  const flows = {
    one: await engine.publish("one part", listening("shop/*/paid")),
    some: await engine.publish("any parts", listening("shop/**")),
    exact: await engine.publish("exact", listening("shop/order/paid")),
  };
  await publishEvents(engine.context, { events: ["shop/order/paid", "shop/order/sent", "shop/a/b/paid", "shop", "millrace-like/x"].map((name) => ({ name, data: {} })) });
  await engine.idle();
  expect(await runsOf(flows.one.id)).toBe(1);
  expect(await runsOf(flows.some.id)).toBe(3);
  expect(await runsOf(flows.exact.id)).toBe(1);
});

test("a filter lets through what it says, and one that cannot be evaluated is shown as refused", async () => {
  const flow = await engine.publish("large", listening("sale", { filter: literal("event.data.total > 100.0") }));
  await publishEvents(engine.context, { events: [{ name: "sale", data: { total: 50 } }, { name: "sale", data: { total: 200 } }, { name: "sale", data: {} }] });
  await engine.idle();
  expect(await runsOf(flow.id)).toBe(1);
  const refused = await rows<{ status: string; problem: string }>("select status, problem from deliveries where flow_id = $1 and status <> 'started'", [flow.id]);
  expect(refused).toEqual([{ status: "refused", problem: "The event has no data.total. Ask with has(…) first, or give a default." }]);
});

test("names and filters that cannot be are issues that block publishing", async () => {
  await expect(engine.publish("bad name", listening("order/*x"))).rejects.toThrow(/stands for a whole part/);
  await expect(engine.publish("bad filter", listening("order", { filter: literal("data.total > 1") }))).rejects.toThrow(/called “event”/);
});

test("among hundreds of subscriptions an event finds its own by an index", async () => {
  const { pool } = runtime();
  const flow = await engine.publish("among many", listening("crowd/one"));
  await pool.query(
    `insert into flows (id, workspace_id, name, draft, hook_path, created_by, updated_by) select 'flow_many' || n, $1, 'f', '{}', 'many' || n, 'x', 'x' from generate_series(1, 500) n`,
    [engine.context.workspace.id],
  );
  await pool.query(
    `insert into subscriptions (id, workspace_id, flow_id, version, node_id, kind, key, pattern, status, settings)
     select 'sub_many' || n, $1, 'flow_many' || n, 1, 'n_x', 'event', 'other/' || n || '/', 'event', 'paused', jsonb_build_object('name', 'other/' || n || '/*', 'filter', 'n_event.data.x > 1.0') from generate_series(1, 500) n`,
    [engine.context.workspace.id],
  );
  await pool.query("analyze subscriptions");
  const plan = await rows<{ "QUERY PLAN": string }>("explain select 1 from subscriptions s where s.workspace_id = $1 and s.kind = 'event' and s.key = any($2::text[])", [engine.context.workspace.id, ["crowd/one", "", "crowd/"]]);
  expect(plan.map((row) => row["QUERY PLAN"]).join("\n")).toMatch(/subscriptions_event/);
  await publishEvents(engine.context, { name: "crowd/one", data: {} });
  await engine.idle();
  expect(await runsOf(flow.id)).toBe(1);
});

/** Publishes `name` with what came in. */
function publishing(trigger: FlowDocument["nodes"][number]["config"], name: string, extra: Record<string, ConfigValue> = {}): FlowDocument {
  return buildDocument({ t: { type: "core/event", config: trigger }, say: { type: "core/publish", config: { name: literal(name), data: reference("t", "data"), ...extra } } }, ["t -> say"]);
}

test("a flow publishes for other flows, once, and says who did", async () => {
  const first = await engine.publish("first", publishing({ name: literal("chain/a") }, "chain/b"));
  const second = await engine.publish("second", listening("chain/b"));
  await publishEvents(engine.context, { name: "chain/a", data: { n: 1 } });
  await engine.idle();
  expect(await runsOf(second.id)).toBe(1);
  const [event] = await rows<{ source: string; hops: number; publisher: string }>("select source, hops, publisher from events where name = 'chain/b'");
  const { runs } = await listRuns(engine.context, { flow: first.id, limit: 1, kind: "live" });
  expect(event).toEqual({ source: `flow:${first.id}`, hops: 1, publisher: runs[0]?.id });
  // Its publisher hears nothing of that name, and is called by its name all the same.
  expect(await listEvents(engine.context, { name: "chain/b", limit: 1 })).toMatchObject({ flows: [{ id: second.id, name: "second" }], sources: [{ id: first.id, name: "first" }] });
});

test("the same dedupe id of one flow publishes once", async () => {
  await engine.publish("deduped", publishing({ name: literal("dedupe/in") }, "dedupe/out", { id: reference("t", "data", "id") }));
  await publishEvents(engine.context, { events: [{ name: "dedupe/in", data: { id: "A" } }, { name: "dedupe/in", data: { id: "A" } }, { name: "dedupe/in", data: { id: "B" } }] });
  await engine.idle();
  expect(await rows("select dedupe_id from events where name = 'dedupe/out' order by 1")).toEqual([{ dedupe_id: "A" }, { dedupe_id: "B" }]);
});

test("flows that start each other end with event_loop after 16 hops", async () => {
  const ping = await engine.publish("ping", publishing({ name: literal("loop/ping") }, "loop/pong"));
  const pong = await engine.publish("pong", publishing({ name: literal("loop/pong") }, "loop/ping"));
  await publishEvents(engine.context, { name: "loop/ping", data: {} });
  await until("the loop to end", async () => (await rows("select 1 from runs where flow_id = any($1) and status = 'failed'", [[ping.id, pong.id]])).length === 1);
  await engine.idle();
  expect(await rows("select max(hops)::int as hops, count(*)::int as events from events where name like 'loop/%'")).toEqual([{ hops: 16, events: 17 }]);
  const failed = await rows<{ error: { code: string } }>("select error from runs where flow_id = any($1) and status = 'failed'", [[ping.id, pong.id]]);
  expect(failed.map(({ error }) => error.code)).toEqual(["event_loop"]);
});

test("among records each publishes its own event", async () => {
  const document = buildDocument(
    {
      t: { type: "core/manual" },
      items: { type: "core/split", config: { list: literal([{ id: 1 }, { id: 2 }, { id: 3 }]), key: literal("id") } },
      say: { type: "core/publish", config: { name: literal("record/seen"), data: reference("items") } },
      all: { type: "core/collect", config: { limit: literal(100) } },
    },
    ["t -> items", "items => say", "say => all"],
  );
  const flow = await engine.publish("records", document);
  const { run } = await startRun(engine.context, { flow: flow.id });
  await until("the run to end", async () => (await readRun(engine.context, { run })).finishedAt !== null);
  expect((await readRun(engine.context, { run })).status).toBe("succeeded");
  const published = await rows<{ body: Buffer; codec: string }>("select p.body, p.codec from events e join payloads p on p.bucket = e.bucket and p.workspace_id = e.workspace_id and p.hash = e.payload where e.name = 'record/seen'");
  expect(published.map(({ body }) => (JSON.parse(body.toString()) as { data: Json }).data)).toHaveLength(3);
});
