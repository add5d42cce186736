import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ConfigValue } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { listEventNames } from "#lib/server/events/list-event-names.ts";
import { learnNames } from "#lib/server/events/learn-names.ts";
import { listEvents } from "#lib/server/events/list-events.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { readEvent } from "#lib/server/events/read-event.ts";
import { changeEventReplay } from "#lib/server/event-replays/change-event-replay.ts";
import { listEventReplays } from "#lib/server/event-replays/list-event-replays.ts";
import { previewEventReplay } from "#lib/server/event-replays/preview-event-replay.ts";
import { startEventReplay } from "#lib/server/event-replays/start-event-replay.ts";
import { deleteOldEvents } from "#lib/server/retention/delete-old.ts";
import { pauseFlow } from "#lib/server/flows/pause-flow.ts";
import { startRedrive } from "#lib/server/redrives/start-redrive.ts";
import { runtime } from "#lib/server/runtime.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { ownerContext, startEngine, type TestEngine } from "#tests/support/start-engine.ts";
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

function calling(name: string, path: string, config: Record<string, ConfigValue> = {}) {
  return buildDocument(
    {
      t: { type: "core/event", config: { name: literal(name), ...config }, settings: { keys: [{ name: "order", path: ["data", "orderId"] }] } },
      call: {
        type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/${path}`), send: literal("value"), bodyValue: reference("t", "data") },
        settings: { retry: { attempts: 1, backoff: "constant", delayMs: 0, maxDelayMs: 0 } },
      },
    },
    ["t -> call"],
  );
}

async function publish(name: string, ...data: Json[]): Promise<string[]> {
  return (await publishEvents(engine.context, { events: data.map((one) => ({ name, data: one })) })).events.map(({ id }) => id);
}

const calls = (path: string): Json[] => target.received.filter(({ url }) => url === `/${path}`).map(({ body }) => JSON.parse(body) as Json);

async function cells(name: string): Promise<Record<string, string[]>> {
  const { events, flows } = await listEvents(engine.context, { name, limit: 100 });
  const names = new Map(flows.map((flow) => [flow.id, flow.name]));
  return Object.fromEntries(events.map((event) => [event.id, event.deliveries.map((cell) => `${names.get(cell.flow)} ${cell.runStatus ?? cell.status} ${cell.round}`).toSorted()]));
}

test("the matrix says what became of each event at each flow, and a redrive does a failed cell again", async () => {
  await engine.publish("good", calling("matrix/a", "good"));
  const bad = await engine.publish("bad", calling("matrix/*", "bad"));
  target.answer = ({ url }) => ({ status: url === "/bad" ? 400 : 200 });
  const [first = "", second = ""] = await publish("matrix/a", { n: 1 }, { n: 2 });
  await engine.idle();
  expect(await cells("matrix/a")).toEqual({ [first]: ["bad failed 0", "good succeeded 0"], [second]: ["bad failed 0", "good succeeded 0"] });
  expect((await listEvents(engine.context, { state: "failed", flow: bad.id, limit: 10 })).events.map(({ id }) => id)).toEqual([second, first]);
  target.answer = () => ({ status: 200 });
  const failure = (await readEvent(engine.context, { event: first })).deliveries.find(({ flow }) => flow === bad.id)?.failure;
  expect(failure).toMatchObject({ step: "call", error: { code: "http_400", message: expect.stringContaining("answered 400") } });
  const unseen = (await readEvent(ownerContext(engine.context.workspace, "viewer"), { event: first })).deliveries.find(({ flow }) => flow === bad.id)?.failure;
  expect(unseen).toMatchObject({ step: "call", error: { code: "http_400", withheld: true } });
  await startRedrive(engine.context, { filter: { kind: "live", event: first, flow: bad.id, status: "failed" }, from: "failed", version: "latest", rate: 100 });
  await until("the cell to be done", async () => (await cells("matrix/a"))[first]?.includes("bad succeeded 1") === true);
  expect((await cells("matrix/a"))[second]).toEqual(["bad failed 0", "good succeeded 0"]);
  expect((await readEvent(engine.context, { event: first })).deliveries.map(({ flow, round, runStatus }) => [flow === bad.id, round, runStatus])).toEqual(
    expect.arrayContaining([[true, 0, "failed"], [true, 1, "succeeded"], [false, 0, "succeeded"]]),
  );
});

test("a replay of a range delivers to one flow or all as a new round, does not repeat what is confirmed, and does when told", async () => {
  const [one = ""] = await publish("range/a", { n: 0 });
  const old = await engine.publish("old", calling("range/*", "old"));
  const ids = await publish("range/a", { n: 1 }, { n: 2 });
  await engine.idle();
  const late = await engine.publish("late", calling("range/a", "late", { most: literal(1) }));
  expect(await previewEventReplay(engine.context, { name: "range/*", flow: late.id, mode: "same" })).toMatchObject({ events: 3, deliveries: [{ id: late.id, count: 3, before: 0 }], more: false });
  await startEventReplay(engine.context, { name: "range/*", flow: late.id, mode: "same", rate: 1_000 });
  await until("late to have all", () => calls("late").length === 3);
  await engine.idle();
  expect(calls("late")).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  expect(calls("old")).toHaveLength(2);

  const all = await startEventReplay(engine.context, { name: "range/a", mode: "same", rate: 1_000 });
  await until("the replay to be over", async () => (await listEventReplays(engine.context)).replays.find(({ id }) => id === all.id)?.status === "done");
  await until("no run to be left", async () => Object.values(await cells("range/a")).flat().every((cell) => cell.includes("succeeded")));
  await engine.idle();
  // Only the one that "old" never had is sent.
  expect(calls("old").map((call) => (call as { n: number }).n).toSorted()).toEqual([0, 1, 2]);
  expect(calls("late")).toHaveLength(3);
  expect((await cells("range/a"))[ids[0] ?? ""]).toEqual(["late succeeded 1", "old succeeded 1"]);

  await startEventReplay(engine.context, { event: one, flow: old.id, mode: "again", rate: 1_000 });
  await until("it to be done again", () => calls("old").length === 4);
  await expect(startEventReplay(engine.context, { name: "range/none", mode: "same", rate: 1 })).rejects.toThrow(/No event matches/);
});

test("a replay can be paused and stopped", async () => {
  await publish("slow/a", { n: 1 }, { n: 2 }, { n: 3 });
  await engine.publish("slow", calling("slow/a", "slow"));
  const replay = await startEventReplay(engine.context, { name: "slow/a", mode: "same", rate: 0.1 });
  await until("the first", () => calls("slow").length === 1);
  expect(await changeEventReplay(engine.context, { replay: replay.id, status: "stopped" })).toMatchObject({ status: "stopped", delivered: 1, total: 3 });
  await expect(changeEventReplay(engine.context, { replay: replay.id, status: "running" })).rejects.toThrow(/is over/);
});

test("what is held says why and until when", async () => {
  const flow = await engine.publish("held", calling("held/a", "held", { pace: literal("limited"), rate: literal(1), per: literal("hour") }));
  const [, second = ""] = await publish("held/a", { n: 1 }, { n: 2 });
  await engine.idle();
  const heldOf = async (event: string) => (await readEvent(engine.context, { event })).deliveries[0]?.held;
  const paced = await heldOf(second);
  expect(paced).toMatchObject({ why: "pace", run: null });
  expect(Date.parse(paced?.until ?? "")).toBeGreaterThan(Date.now() + 3_500_000);
  await pauseFlow(engine.context, { flow: flow.id, reason: "maintenance" });
  expect(await heldOf(second)).toMatchObject({ why: "paused", until: null, reason: "maintenance" });
  await engine.publish("burst held", calling("held/b", "held", { gather: literal("last"), quietSeconds: literal(600) }));
  const [third = ""] = await publish("held/b", { n: 1 });
  expect(await heldOf(third)).toMatchObject({ why: "burst" });
});

test("events are found by name, pattern, id, sender's id, source, time and business key", async () => {
  await engine.publish("keys", calling("find/order", "find"));
  const { events: [own] } = await publishEvents(engine.context, { name: "find/order", id: "order-77", data: { orderId: "7001" } });
  await publish("find/other/x", {});
  await engine.idle();
  const ids = async (filter: Partial<Parameters<typeof listEvents>[1]>) => (await listEvents(engine.context, { limit: 100, ...filter })).events.map(({ name }) => name);
  expect(await ids({ name: "find/*" })).toEqual(["find/order"]);
  expect(await ids({ name: "find/**" })).toEqual(["find/other/x", "find/order"]);
  expect(await ids({ id: own?.id })).toEqual(["find/order"]);
  expect(await ids({ id: "order-77" })).toEqual(["find/order"]);
  expect(await ids({ name: "find/**", source: "hook" })).toEqual([]);
  expect(await ids({ name: "find/**", until: "2020-01-01T00:00:00Z" })).toEqual([]);
  expect(await ids({ key: "7001" })).toEqual(["find/order"]);
  // What it is told from others by, as the reader may see it.
  expect((await listEvents(engine.context, { name: "find/**", limit: 10 })).events.map(({ keys }) => keys)).toEqual([{}, { order: "7001" }]);
  expect((await readEvent(engine.context, { event: own?.id ?? "" })).keys).toEqual({ order: "7001" });
  expect(JSON.stringify(await listEvents(ownerContext(engine.context.workspace, "viewer"), { name: "find/order", limit: 10 }))).not.toContain("7001");
  await expect(listEvents(ownerContext(engine.context.workspace, "viewer"), { id: "order-77", limit: 10 })).rejects.toThrow(/sees no values/);
});

test("a viewer sees an event's shape, and nobody a hidden field", async () => {
  await engine.publish("open before", calling("private/a", "open"));
  const flow = await engine.publish("private", calling("private/a", "private"));
  await runtime().pool.query("update flows set field_rules = $2 where id = $1", [flow.id, JSON.stringify([{ path: "**.card", action: "hide" }, { path: "**.orderId", action: "hide" }])]);
  await engine.publish("open", calling("private/a", "open"));
  const [id = ""] = await publish("private/a", { card: "4111-1111-1111-1111", orderId: "A-8812", n: 1 });
  await engine.idle();
  const seen = JSON.stringify([await readEvent(engine.context, { event: id }), await listEvents(engine.context, { name: "private/a", limit: 10 })]);
  expect(seen).not.toContain("4111");
  // Another flow that heard it hides nothing: the key that one of them hides is hidden all the same.
  expect(seen).not.toContain("A-8812");
  const shown = await readEvent(ownerContext(engine.context.workspace, "viewer"), { event: id });
  expect(shown.payload?.kind).toBe("shape");
  await expect(readEvent(engine.context, { event: "evt_none" })).rejects.toThrow(/no such event/);
});

test("events are found by a text in what they hold: only as whoever asks may see it, and so many are looked through at a time", async () => {
  const flow = await engine.publish("listens", calling("text/a", "text"));
  await runtime().pool.query("update flows set field_rules = $2 where id = $1", [flow.id, JSON.stringify([{ path: "**.card", action: "hide" }])]);
  await publish("text/a", { mail: "Grace@example.com", total: 271828, note: "Paid with 4222-2222", card: "4222-2222" }, { mail: "ada@example.com", total: 1 });
  const find = async (text: string, more: Partial<Parameters<typeof listEvents>[1]> = {}) => await listEvents(engine.context, { name: "text/*", limit: 10, text, ...more });
  expect(await find("grace@EXAMPLE")).toMatchObject({ events: [{ name: "text/a" }], looked: { events: 2, closed: 0 }, next: null });
  expect((await find("271828")).events).toHaveLength(1);
  expect((await find("example.com")).events).toHaveLength(2);
  // Neither the hidden field nor what was copied from it is found, nor a field by its name.
  for (const text of ["4222", "mail", "nothing like it"]) expect((await find(text)).events).toEqual([]);
  await expect(listEvents(ownerContext(engine.context.workspace, "viewer"), { text: "grace", limit: 10 })).rejects.toThrow(/sees no values/);

  const many = (count: number): Json[] => Array.from({ length: count }, (_, n) => ({ n }));
  for (let n = 0; n < 1_050; n += 350) await publish("text/many", ...many(350));
  const first = await find("grace");
  expect([first.events, first.looked?.events, first.next === null]).toEqual([[], 1_000, false]);
  const second = await find("grace", { cursor: first.next ?? "" });
  expect([second.events.length, second.looked?.events, second.next]).toEqual([1, 52, null]);
  // A page that is full goes on after its last one.
  const page = await find("example.com", { name: "text/a", limit: 1 });
  expect((await find("example.com", { name: "text/a", limit: 1, cursor: page.next ?? "" })).events[0]?.id).not.toBe(page.events[0]?.id);
}, 60_000);

test("what a flow published under a rule is left out of a search, and counted", async () => {
  const flow = await engine.publish("tells", buildDocument(
    {
      t: { type: "core/event", config: { name: literal("tell/in") } },
      tell: { type: "core/publish", config: { name: literal("tell/out"), data: reference("t", "data") } },
    },
    ["t -> tell"],
  ));
  await runtime().pool.query("update flows set field_rules = $2 where id = $1", [flow.id, JSON.stringify([{ path: "**.card", action: "hide" }])]);
  await publish("tell/in", { told: "hopper", card: "4333-3333" });
  await engine.idle();
  const found = await listEvents(engine.context, { name: "tell/*", text: "hopper", limit: 10 });
  expect([found.events.map(({ name }) => name), found.looked]).toMatchObject([["tell/in"], { events: 2, closed: 1 }]);
});

test("the catalog learns names, who publishes and listens, what the data looks like, and what changed", async () => {
  const listener = await engine.publish("catalog listener", calling("catalog/**", "catalog"));
  await engine.publish("nobody's", calling("never/came", "never"));
  await publish("catalog/a", ...Array.from({ length: 12 }, (_, n) => ({ id: n, total: 1.5 })));
  await engine.idle();
  const learnt = async (name: string) => (await listEventNames(engine.context)).names.find((one) => one.name === name);
  await until("the catalog", async () => (await learnNames()) >= 0 && (await learnt("catalog/a"))?.seen === 12);
  expect(await learnt("catalog/a")).toMatchObject({ subscribers: [{ id: listener.id, pattern: "catalog/**" }], sources: [{ kind: "api", flow: null }], shape: [{ path: "id", type: "number", always: true }, { path: "total", type: "number", always: true }], drift: [] });
  expect(await learnt("never/came")).toMatchObject({ seen: 0, subscribers: [{ name: "nobody's" }] });
  await publish("catalog/a", { id: "13", note: "new" });
  await until("the change", async () => (await learnNames()) >= 0 && (await learnt("catalog/a"))?.seen === 13);
  expect((await learnt("catalog/a"))?.drift.map(({ path, kind, was, is }) => [path, kind, was, is]).toSorted()).toEqual([["id", "retyped", "number", "text"], ["note", "added", "", "text"], ["total", "gone", "number", ""]]);
});

test("events go when the workspace does not keep them any more, and what a paused flow held expires", async () => {
  const flow = await engine.publish("kept", calling("kept/a", "kept"));
  await pauseFlow(engine.context, { flow: flow.id, reason: "maintenance" });
  const [id = ""] = await publish("kept/a", { n: 1 });
  await runtime().pool.query("update workspaces set keep_events_days = 3 where id = $1", [engine.context.workspace.id]);
  const aged = (days: number) => runtime().pool.query("update events set received_at = now() - $2 * interval '1 day' where id = $1", [id, days]).then(() => runtime().pool.query("update deliveries set created_at = now() - $2 * interval '1 day' where event_id = $1", [id, days]));
  await aged(2);
  expect(await deleteOldEvents(runtime().pool, engine.context.workspace.id)).toBe(0);
  expect((await readEvent(engine.context, { event: id })).deliveries.map(({ status }) => status)).toEqual(["held"]);
  await aged(4);
  expect(await deleteOldEvents(runtime().pool, engine.context.workspace.id)).toBe(1);
  await expect(readEvent(engine.context, { event: id })).rejects.toThrow(/no such event/);
});
