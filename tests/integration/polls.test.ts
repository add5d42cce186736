import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { createAlertRule } from "#lib/server/alerts/create-alert-rule.ts";
import { listEvents } from "#lib/server/events/list-events.ts";
import { pauseFlow } from "#lib/server/flows/pause-flow.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { readFlow } from "#lib/server/flows/read-flow.ts";
import { saveDraft } from "#lib/server/flows/save-draft.ts";
import { testFlow } from "#lib/server/flows/test-flow.ts";
import { pollDue } from "#lib/server/polls/poll-due.ts";
import { pollNow } from "#lib/server/polls/poll-now.ts";
import { readPoll } from "#lib/server/polls/read-poll.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { runtime } from "#lib/server/runtime.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let engine: TestEngine;
let target: TargetServer;
let list: Json[] = [];

beforeAll(async () => {
  target = await startTarget();
  engine = await startEngine({ egressAllow: [target.address] });
}, 60_000);

afterAll(async () => {
  await engine.stop();
  await target.close();
});

beforeEach(() => {
  list = [];
  target.received.length = 0;
  target.answer = ({ method }) => ({ status: 200, ...(method === "GET" ? { body: JSON.stringify({ data: list }), headers: { "content-type": "application/json" } } : {}) });
});

function polling(config: Record<string, ConfigValue> = {}, path = "list"): FlowDocument {
  return buildDocument(
    {
      t: { type: "http/poll", config: { url: literal(`${target.url}/${path}`), every: literal(60), records: literal("data"), key: literal("id"), ...config } },
      call: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/sink`), send: literal("value"), bodyValue: reference("t", "item") } },
    },
    ["t -> call"],
  );
}

const asked = (): URL[] => target.received.filter(({ method }) => method === "GET").map(({ url }) => new URL(url, target.url));
const sunk = (): number[] => target.received.filter(({ method }) => method === "POST").map(({ body }) => (JSON.parse(body) as { id: number }).id).toSorted((a, b) => a - b);

/** Asks once more, and waits until that is over and what it started has ended. */
async function again(flow: string): Promise<void> {
  const before = (await readPoll(engine.context, { flow })).poll;
  await pollNow(engine.context, { flow });
  await until("the poll", async () => {
    const { poll } = await readPoll(engine.context, { flow });
    return poll !== null && (poll.polledAt !== before?.polledAt || poll.failures !== before?.failures);
  });
  await engine.idle();
}

test("from now on: what is listed is remembered, each new item is one event, once", async () => {
  list = [{ id: 1 }, { id: 2 }];
  const flow = await engine.publish("now", polling());
  await until("the first answer", async () => (await readPoll(engine.context, { flow: flow.id })).poll?.polledAt != null);
  list = [{ id: 3 }, { id: 1 }, { id: 2 }, { id: 4 }, { id: 4 }];
  await again(flow.id);
  await again(flow.id);
  expect(sunk()).toEqual([3, 4]);
  expect((await readPoll(engine.context, { flow: flow.id })).poll).toMatchObject({ items: 5, fresh: 0, known: 4, failures: 0 });
  expect((await listEvents(engine.context, { source: "poll", flow: flow.id, limit: 10 })).events).toHaveLength(2);
});

test("everything that is listed, and publishing again goes on where it was; another list begins anew", async () => {
  list = [{ id: 1 }, { id: 2 }];
  const flow = await engine.publish("all", polling({ first: literal("all") }, "all"));
  await until("both", () => sunk().length === 2);
  const publish = async (document: FlowDocument) => {
    const { draftRevision } = await readFlow(engine.context, { flow: flow.id });
    const saved = await saveDraft(engine.context, { flow: flow.id, baseRevision: draftRevision, document });
    await publishFlow(engine.context, { flow: flow.id, baseRevision: saved.draftRevision, message: "" });
  };
  await publish(polling({ first: literal("all"), every: literal(30) }, "all"));
  list = [{ id: 1 }, { id: 2 }, { id: 3 }];
  await again(flow.id);
  expect(sunk()).toEqual([1, 2, 3]);
  await publish(polling({ first: literal("all"), query: { kind: "fields", fields: [{ name: "other", value: literal("1") }] } }, "all"));
  await again(flow.id);
  await until("all of the other list", () => sunk().length === 6);
});

test("the highest changed-at value is kept, and asked for with an overlap; a late item is not missed", async () => {
  list = [{ id: 1, at: "2026-11-20T10:00:00.000Z" }, { id: 2, at: "2026-11-20T11:00:00.000Z" }];
  const flow = await engine.publish("cursor", polling({ first: literal("all"), since: literal("at"), sinceParameter: literal("since"), overlapSeconds: literal(600) }, "cursor"));
  await until("both", () => sunk().length === 2);
  list = [{ id: 3, at: "2026-11-20T10:55:00.000Z" }, { id: 2, at: "2026-11-20T11:00:00.000Z" }];
  await again(flow.id);
  expect(asked().map((url) => url.searchParams.get("since")).at(-1)).toBe("2026-11-20T10:50:00.000Z");
  expect(sunk()).toEqual([1, 2, 3]);
});

test("pages are read to the end; several workers take each item once", async () => {
  const flow = await engine.publish("pages", polling({ paging: literal("page"), size: literal(10) }, "pages"));
  await until("the first answer", async () => (await readPoll(engine.context, { flow: flow.id })).poll?.polledAt != null);
  const all = Array.from({ length: 35 }, (_, id) => ({ id }));
  target.answer = ({ method, url }) => {
    const page = Number(new URL(url, target.url).searchParams.get("page") ?? 1);
    return { status: 200, ...(method === "GET" ? { body: JSON.stringify({ data: all.slice((page - 1) * 10, page * 10) }), headers: { "content-type": "application/json" } } : {}) };
  };
  await pollNow(engine.context, { flow: flow.id });
  await Promise.all([pollDue(), pollDue(), pollDue()]);
  await until("all items", () => sunk().length === 35);
  await engine.idle();
  expect(sunk()).toEqual(all.map(({ id }) => id));
});

test("a failure is shown and opens one alert, and the next answer goes on without loss", async () => {
  await createAlertRule(engine.context, { name: "polls", condition: { what: "failed", times: 2, withinMinutes: 60 }, flows: null, emails: [], webhook: null, flow: null, cooldownMinutes: 60 });
  list = [{ id: 1 }];
  const flow = await engine.publish("failing", polling({ first: literal("all") }, "failing"));
  await until("the first", () => sunk().length === 1);
  const good = target.answer;
  target.answer = () => ({ status: 503 });
  for (let count = 1; count <= 3; count += 1) await again(flow.id);
  const { poll } = await readPoll(engine.context, { flow: flow.id });
  expect(poll).toMatchObject({ failures: 3 });
  expect(poll?.problem).toMatch(/answered 503/);
  const alerts = async () => (await runtime().pool.query<{ state: string }>("select state from alerts where flow_id = $1", [flow.id])).rows;
  await until("the alert", async () => (await alerts()).some(({ state }) => state === "open"));
  expect(await alerts()).toHaveLength(1);
  target.answer = good;
  list = [{ id: 1 }, { id: 2 }];
  await again(flow.id);
  expect(sunk()).toEqual([1, 2]);
  await until("its end", async () => (await alerts()).every(({ state }) => state !== "open"));
  expect((await readPoll(engine.context, { flow: flow.id })).poll).toMatchObject({ failures: 0, problem: null });
});

test("a test-run takes the first item that would be taken, and remembers nothing", async () => {
  list = [{ id: 1 }];
  const flow = await engine.publish("tested", polling({ first: literal("all") }, "tested"));
  await until("the first", () => sunk().length === 1);
  list = [{ id: 1 }, { id: 2 }];
  const { run } = await testFlow(engine.context, { flow: flow.id });
  await until("the test", async () => (await readRun(engine.context, { run })).finishedAt !== null);
  const detail = await readRun(engine.context, { run });
  expect(detail.input).toMatchObject({ kind: "inline", value: { id: "2", item: { id: 2 } } });
  expect((await readPoll(engine.context, { flow: flow.id })).poll).toMatchObject({ known: 1 });
  list = [];
  await expect(testFlow(engine.context, { flow: flow.id })).rejects.toThrow(/Nothing is listed/);
});

test("a paused poll does not ask, and says so", async () => {
  const flow = await engine.publish("paused", polling({}, "paused"));
  await until("the first answer", async () => (await readPoll(engine.context, { flow: flow.id })).poll?.polledAt != null);
  await pauseFlow(engine.context, { flow: flow.id, reason: "maintenance" });
  await expect(pollNow(engine.context, { flow: flow.id })).rejects.toThrow(/paused/);
  expect((await readPoll(engine.context, { flow: flow.id })).poll?.status).toBe("paused");
});
