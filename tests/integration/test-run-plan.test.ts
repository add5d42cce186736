import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { present } from "#lib/assert.ts";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import type { Binding, ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import type { PlannedRequest, PlannedStatement, PlannedWrite, StepPlan } from "#lib/flow/planned-write.ts";
import { createConnection } from "#lib/server/connections/create-connection.ts";
import { testFlow } from "#lib/server/flows/test-flow.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { replayRun } from "#lib/server/runs/replay-run.ts";
import { startRun } from "#lib/server/runs/start-run.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { type Received, startTarget, type TargetServer } from "#tests/support/target-server.ts";

let trap: TargetServer;
let warehouse: TestDatabase;
let engine: TestEngine;
let connection: string;

const reading = new Set(["GET", "HEAD", "OPTIONS"]);
/** Added on the way out, by HTTP itself and by the connection. */
const added = new Set(["host", "connection", "content-length", "user-agent", "accept-encoding", "transfer-encoding"]);

beforeAll(async () => {
  trap = await startTarget();
  trap.answer = (call) => {
    if (call.url.startsWith("/order")) return { status: 200, body: '{"id":"order-7","total":180}' };
    if (call.url.startsWith("/search")) return { status: 200, body: '{"found":[3]}' };
    return { status: 201, body: JSON.stringify({ id: `made-${call.url.slice(1)}`, line: call.body }) };
  };
  warehouse = await createTestDatabase();
  await warehouse.pool.query("create table stock (sku text primary key, amount int not null); insert into stock values ('a', 1), ('b', 5)");
  await warehouse.pool.query("create table notes (id serial primary key, text text not null)");
  const url = new URL(warehouse.url);
  engine = await startEngine({ egressAllow: [trap.address, url.host] });
  const made = await createConnection(engine.context, { name: "warehouse", credential: { kind: "postgres/password", host: url.hostname, port: Number(url.port), database: url.pathname.slice(1), user: url.username, ssl: "disable", password: decodeURIComponent(url.password) } } as never);
  connection = made.id;
}, 60_000);

afterAll(async () => {
  await engine.stop();
  await warehouse.drop();
  await trap.close();
});

type Sketch = Parameters<typeof buildDocument>[0][string];

function http(method: string, path: Binding | string, body?: ConfigValue, more: Record<string, ConfigValue> = {}): Sketch {
  const url = typeof path === "string" ? literal(`${trap.url}${path}`) : path;
  return { type: "http/request", config: { method: literal(method), url, ...(body === undefined ? {} : body.kind === "fields" ? { send: literal("fields"), bodyFields: body } : { send: literal("value"), bodyValue: body }), ...more } };
}

const after = (...path: (string | number)[]): Binding => ({ kind: "template", parts: [`${trap.url}/after/`, reference("created", ...path) as Binding & { kind: "reference" }] });

/** Reads of every kind, then writes in branches, through a map, into a database and for each record. */
function document(): FlowDocument {
  const built = buildDocument(
    {
      t: { type: "core/manual", config: { fields: literal([{ name: "id", type: "text", required: true }, { name: "lines", type: "list", required: true }]) } },
      get: http("GET", "/order?expand=lines"), head: http("HEAD", "/head"), options: http("OPTIONS", "/options"),
      search: http("POST", "/search", reference("t", "id"), { reads: literal(true) }),
      select: { type: "postgres/query", config: { sql: literal("select amount from stock where sku = 'b'") } },
      big: { type: "core/branch", config: { when: { kind: "condition", match: "all", tests: [{ left: reference("get", "body", "total"), operator: "greater", right: literal(100) }] } as never } },
      created: http("POST", "/create", fields({ id: reference("get", "body", "id"), from: reference("t", "id") }), { headers: fields({ "x-trace": reference("t", "id") }) }),
      small: http("PUT", "/small"),
      dependent: http("PUT", after("body", "id"), reference("t", "id")),
      removed: http("DELETE", "/gone"),
      shape: { type: "core/map", config: { fields: fields({ plain: reference("t", "id"), made: reference("created", "body", "id") }) } },
      plain: http("PATCH", "/plain", reference("shape", "plain")),
      made: http("PATCH", "/made", fields({ plain: reference("shape", "plain"), made: reference("shape", "made") })),
      ok: { type: "core/branch", config: { when: { kind: "condition", match: "all", tests: [{ left: reference("created", "status"), operator: "less", right: literal(300) }] } as never } },
      perhaps: http("POST", "/perhaps", reference("t", "id")),
      never: http("POST", "/never", reference("t", "id")),
      insert: { type: "postgres/query", config: { sql: literal("insert into notes (text) values (:text)"), mode: literal("write"), values: fields({ text: reference("t", "id") }) } },
      upsert: { type: "postgres/upsert", config: { table: literal("stock"), values: fields({ sku: literal("a"), amount: literal(2) }) } },
      lines: { type: "core/split", config: { list: reference("t", "lines"), key: literal("sku") } },
      line: http("POST", "/line", fields({ sku: reference("lines", "sku") })),
      told: http("PUT", "/told", fields({ sku: reference("lines", "sku"), line: reference("line", "body", "id") })),
      stock: { type: "postgres/load", config: { table: literal("stock"), mode: literal("upsert"), columns: fields({ sku: reference("lines", "sku"), amount: reference("lines", "amount") }) } },
      all: { type: "core/collect" },
      counted: http("POST", "/counted", reference("lines", "read")),
      gathered: http("POST", "/gathered", reference("all", "items")),
    },
    [
      "t -> get", "t -> head", "t -> options", "t -> search", "t -> select", "get -> big", "big.yes -> created", "big.else -> small",
      "created -> dependent", "created -> removed", "created -> shape", "shape -> plain", "shape -> made", "created -> ok", "ok.yes -> perhaps", "ok.else -> never",
      "select -> insert", "select -> upsert", "t -> lines", "lines => line", "lines => stock", "line => told", "told => all", "lines.done -> counted", "all -> gathered",
    ],
  );
  for (const node of built.nodes) if (node.type.startsWith("postgres/")) node.connection = connection;
  return built;
}

const input = { id: "ü-1042", lines: [{ sku: "a", amount: 1 }, { sku: "b", amount: 6 }, { sku: "c", amount: 7 }, { sku: "d", amount: "many" }] };

async function ended(run: string): Promise<RunDetail> {
  await engine.idle();
  return await readRun(engine.context, { run });
}

function planOf(run: RunDetail, name: string): StepPlan | null {
  const planned = run.steps.find((step) => step.name === name)?.planned;
  return planned?.kind === "inline" ? (planned.value as unknown as StepPlan) : null;
}

/** Everything that was withheld, by step. */
function allWrites(run: RunDetail): (PlannedWrite & { step: string })[] {
  return run.steps.flatMap((step) => (planOf(run, step.name)?.writes ?? []).map((write) => ({ ...write, step: step.name })));
}

function requestsOf(run: RunDetail): (Omit<PlannedWrite, "act"> & { step: string; act: PlannedRequest })[] {
  return allWrites(run).flatMap(({ act, ...write }) => (act.kind === "request" ? [{ ...write, act }] : []));
}

/** A request on the wire against the plan of it: every byte that was planned, and nothing else but what is added on the way. */
function differs(act: PlannedRequest, call: Received): string[] {
  const planned = Object.keys(act.headers);
  return [
    ...(call.method === act.method ? [] : [`method ${call.method}`]),
    ...(`${trap.url}${call.url}` === act.url ? [] : [`url ${call.url}`]),
    ...(call.body === (act.body ?? "") ? [] : [`body ${call.body}`]),
    ...planned.filter((name) => !act.perRun.includes(name) && call.headers[name] !== act.headers[name]).map((name) => `header ${name}`),
    ...Object.keys(call.headers).filter((name) => !planned.includes(name) && !added.has(name)).map((name) => `more ${name}`),
  ];
}

/** What stands in for a creation: its id is not the one that the other side would give. */
const made = { value: { status: 201, headers: {}, body: { id: "made-up" } } };

/** What the test-run sent, and what was in the warehouse after it. */
let testCalls: Received[];
let stored: { stock: unknown[]; notes: unknown[] };
let tested: RunDetail;
let real: RunDetail;
let realCalls: Received[];

beforeAll(async () => {
  const flow = await engine.publish("everything", document());
  tested = await ended((await testFlow(engine.context, { flow: flow.id, input, mocks: { [nodeId("created")]: made, [nodeId("line")]: made } })).run);
  testCalls = trap.received.splice(0);
  stored = { stock: (await warehouse.pool.query("select sku, amount from stock order by sku")).rows, notes: (await warehouse.pool.query("select text from notes")).rows };
  real = await ended((await startRun(engine.context, { flow: flow.id, input })).run);
  realCalls = trap.received.splice(0);
}, 120_000);

test("a test-run sends only what reads, and succeeds on stand-ins", () => {
  expect(testCalls.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual(["GET /order?expand=lines", "HEAD /head", "OPTIONS /options", "POST /search"]);
  expect(stored).toEqual({ stock: [{ sku: "a", amount: 1 }, { sku: "b", amount: 5 }], notes: [] });
  expect(tested).toMatchObject({ status: "succeeded", error: null });
  expect(real).toMatchObject({ status: "succeeded", error: null });
});

test("its plan lists every write that the real run makes, and none besides", () => {
  const wrote = realCalls.filter(({ method, url }) => !reading.has(method) && url !== "/search");
  const planned = requestsOf(tested);
  const paths = (calls: { method: string; url: string }[]): string[] => calls.map(({ method, url }) => `${method} ${url.replace(trap.url, "").replace(/^\/after\/.*/, "/after")}`).toSorted();
  expect(paths(planned.map(({ act }) => act))).toEqual(paths(wrote));
  expect(paths(wrote)).toHaveLength(16);
});

test("a write that is not marked leaves byte for byte as planned, and only those that depend are marked", () => {
  const rest = [...realCalls];
  const marked: string[] = [];
  for (const { act, depends, step, record } of requestsOf(tested)) {
    const wanted = depends.length > 0 ? new URL(act.url).pathname.split("/")[1] : act.url.replace(trap.url, "");
    const at = rest.findIndex((call) => call.method === act.method && (depends.length > 0 ? call.url.split("/")[1] === wanted : call.url === wanted) && (record === undefined || depends.length > 0 || call.body === act.body));
    const [call] = rest.splice(at, 1);
    const difference = differs(act, present(call, `the request of ${step}`));
    if (depends.length > 0) {
      marked.push(step);
      expect(difference, `${step} is marked, so it differs`).not.toEqual([]);
    } else expect(difference, step).toEqual([]);
  }
  expect([...new Set(marked)].toSorted()).toEqual(["dependent", "gathered", "made", "told"]);
});

test("what a planned value depends on is named by setting, step and path", () => {
  expect(planOf(tested, "dependent")?.writes[0]?.depends).toEqual([{ field: "url", node: nodeId("created"), path: ["body", "id"] }]);
  expect(planOf(tested, "made")?.writes[0]?.depends).toEqual([{ field: "bodyFields.made", node: nodeId("shape"), path: ["made"] }]);
  expect(planOf(tested, "told")?.writes.map((write) => write.depends)).toEqual(Array.from({ length: 4 }, () => [{ field: "bodyFields.line", node: nodeId("line"), path: ["body", "id"] }]));
  expect(planOf(tested, "gathered")?.writes[0]?.depends).toEqual([{ field: "bodyValue", node: nodeId("all"), path: ["items"] }]);
  expect(planOf(tested, "counted")?.writes[0]?.depends).toEqual([]);
  expect(planOf(tested, "created")?.writes[0]?.act).toMatchObject({ kind: "request", method: "POST", url: `${trap.url}/create`, body: '{"id":"order-7","from":"ü-1042"}', headers: { "x-trace": "ü-1042", "content-type": "application/json" }, perRun: ["idempotency-key"] });
});

test("what a simulated value decided is said to be undecided, on the way taken and on the other", () => {
  expect(Object.fromEntries(allWrites(tested).filter((write) => write.undecided).map((write) => [write.step, write.undecided]))).toEqual({ perhaps: true });
  expect(tested.steps.find((step) => step.name === "never")).toMatchObject({ status: "skipped", simulated: true });
  expect(tested.steps.find((step) => step.name === "small")).toMatchObject({ status: "skipped", simulated: false });
});

test("statements and rows are planned exactly, with what becomes of each row", async () => {
  const insert = planOf(tested, "insert")?.writes[0]?.act as PlannedStatement;
  expect(insert).toEqual({ kind: "statement", text: "insert into notes (text) values ($1)", values: ["ü-1042"] });
  expect(planOf(tested, "upsert")?.writes[0]?.act).toMatchObject({ kind: "statement", text: expect.stringMatching(/^insert into "public"\."stock" as target/), values: ["a", "2"] });
  expect(planOf(tested, "stock")?.writes.map(({ act }) => act)).toEqual([
    { kind: "row", into: "public.stock", change: "unchanged", row: { sku: "a", amount: "1" } },
    { kind: "row", into: "public.stock", change: "update", row: { sku: "b", amount: "6" } },
    { kind: "row", into: "public.stock", change: "create", row: { sku: "c", amount: "7" } },
    { kind: "row", into: "public.stock", change: "reject", row: expect.anything(), reason: expect.stringMatching(/^Invalid input syntax for type integer: "many"/) },
  ]);
  expect((await warehouse.pool.query("select text from notes")).rows).toEqual([{ text: "ü-1042" }]);
  const stock = (await warehouse.pool.query("select sku, amount from stock order by sku")).rows;
  expect(stock.slice(1)).toEqual([{ sku: "b", amount: 6 }, { sku: "c", amount: 7 }]);
  expect(real.regions[0]?.rejects).toBe(1);
});

describe("parts of a flow", () => {
  const chain = (): FlowDocument => buildDocument(
    {
      t: { type: "core/manual", config: { fields: literal([{ name: "id", type: "text", required: true }]) } },
      get: http("GET", "/order"), map: { type: "core/map", config: { fields: fields({ id: reference("get", "body", "id") }) } },
      send: http("POST", "/send", fields({ id: reference("map", "id"), from: reference("t", "id") })),
      last: http("GET", { kind: "template", parts: [`${trap.url}/last/`, reference("map", "id") as never] }),
    },
    ["t -> get", "get -> map", "map -> send", "send -> last"],
  );

  test("only a step: what comes before is taken from an earlier run, and nothing else runs", async () => {
    const flow = await engine.publish("only", chain());
    const first = await ended((await testFlow(engine.context, { flow: flow.id, input: { id: "x" } })).run);
    trap.received.length = 0;
    const only = await ended((await testFlow(engine.context, { flow: flow.id, only: nodeId("send"), run: first.id })).run);
    expect(trap.received).toEqual([]);
    expect(only.status).toBe("succeeded");
    expect(only.steps.map((step) => [step.name, step.status, step.reused])).toEqual([["t", "succeeded", false], ["get", "succeeded", true], ["map", "succeeded", true], ["send", "succeeded", false]]);
    expect(planOf(only, "send")?.writes).toMatchObject([{ act: { body: '{"id":"order-7","from":"x"}' }, depends: [] }]);
    const again = await ended((await replayRun(engine.context, { run: only.id, version: "same", again: false })).run);
    expect(again.status).toBe("succeeded");
    expect(planOf(again, "send")?.writes).toMatchObject([{ act: { body: '{"id":"order-7","from":"x"}' } }]);
  });

  test("only a step: what it needs is asked for in words, and a mock of that is enough", async () => {
    const flow = await engine.publish("needs", chain());
    await expect(testFlow(engine.context, { flow: flow.id, only: nodeId("send") })).rejects.toThrow(/“send” needs what “map” gives\. Use the results of an earlier run, mock it, or test up to here\./);
    const mocked = await ended((await testFlow(engine.context, { flow: flow.id, input: { id: "y" }, only: nodeId("send"), mocks: { [nodeId("map")]: { value: { id: "mocked" } } } })).run);
    expect(planOf(mocked, "send")?.writes).toMatchObject([{ act: { body: '{"id":"mocked","from":"y"}' }, depends: [{ field: "bodyFields.id", node: nodeId("map"), path: ["id"] }] }]);
  });

  test("from a step: it and what comes after run, on what was recorded before", async () => {
    const flow = await engine.publish("from", chain());
    const first = await ended((await testFlow(engine.context, { flow: flow.id, input: { id: "x" } })).run);
    trap.received.length = 0;
    const run = await ended((await testFlow(engine.context, { flow: flow.id, from: nodeId("map"), run: first.id })).run);
    expect(run.status).toBe("succeeded");
    expect(trap.received.map((call) => `${call.method} ${call.url}`)).toEqual(["GET /last/order-7"]);
    expect(run.steps.filter((step) => step.reused).map((step) => step.name)).toEqual(["get"]);
  });

  test("a mock that fails takes the error road; a run of another flow is not there", async () => {
    const flow = await engine.publish("fails", chain());
    const failed = await ended((await testFlow(engine.context, { flow: flow.id, input: { id: "x" }, mocks: { [nodeId("get")]: { error: { class: "rate_limit", message: "Slow down." } } } })).run);
    expect(failed).toMatchObject({ status: "failed", error: { class: "rate_limit", code: "mocked", message: "Slow down.", node: nodeId("get") } });
    expect(failed.steps.find((step) => step.name === "get")).toMatchObject({ status: "failed", simulated: true });
    const other = await engine.publish("other", chain());
    await expect(testFlow(engine.context, { flow: other.id, only: nodeId("send"), run: failed.id })).rejects.toThrow(/no such run/i);
    await expect(testFlow(engine.context, { flow: flow.id, only: nodeId("send"), from: nodeId("map") })).rejects.toThrow(/name one of them/);
  });
});
