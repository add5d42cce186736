import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import { createConnection } from "#lib/server/connections/create-connection.ts";
import { pauseFlow } from "#lib/server/flows/pause-flow.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { resumeFlow } from "#lib/server/flows/resume-flow.ts";
import { saveDraft } from "#lib/server/flows/save-draft.ts";
import { deleteFlow } from "#lib/server/flows/delete-flow.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { listEvents } from "#lib/server/events/list-events.ts";
import type { HookRequest } from "#lib/server/hooks/hook-request.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { buildDocument, fields, hookMapRequest, literal, reference } from "#tests/support/build-document.ts";
import { ownerContext, startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let engine: TestEngine;

beforeAll(async () => {
  target = await startTarget();
  engine = await startEngine({ egressAllow: [target.address] });
});

afterAll(async () => {
  await engine.stop();
  await target.close();
});

beforeEach(() => {
  target.received.length = 0;
  target.answer = () => ({ status: 200 });
});

function post(path: string, body: unknown, headers: Record<string, string> = {}): HookRequest {
  return { method: "POST", path, query: new URLSearchParams(), headers: { "content-type": "application/json", ...headers }, body: Buffer.from(JSON.stringify(body)) };
}

async function onlyRun(flow: string) {
  await engine.idle();
  const { runs } = await listRuns(engine.context, { flow, limit: 10 });
  expect(runs).toHaveLength(1);
  return await readRun(engine.context, { run: runs[0]?.id ?? "" });
}

test("a posted body goes through the map to the target, and every step is recorded", async () => {
  const flow = await engine.publish("first", hookMapRequest(`${target.url}/in`));
  const answer = await receiveHook(post(flow.hookPath, { action: "opened", sender: { login: "ada" } }));
  expect(answer.duplicate).toBe(false);
  const run = await onlyRun(flow.id);
  expect(run.status).toBe("succeeded");
  expect(run.eventId).toBe(answer.event);
  expect(target.received.map((call) => [call.method, call.url, JSON.parse(call.body)])).toEqual([["POST", "/in", { action: "opened", sender: "ada" }]]);
  expect(run.steps.map((step) => [step.name, step.status])).toEqual([["hook", "succeeded"], ["shape", "succeeded"], ["send", "succeeded"]]);
  expect(run.steps[1]?.output).toMatchObject({ kind: "inline", value: { action: "opened", sender: "ada" } });
  const attempt = run.steps[2]?.attempts[0];
  expect(attempt?.status).toBe("succeeded");
  expect(attempt?.exchange).toMatchObject({ kind: "inline", value: { request: { method: "POST" }, reply: { status: 200, body: '{"ok":true}' } } });
  expect(target.received[0]?.headers["idempotency-key"]).toMatch(/^[\w-]{43}$/);
});

describe("a failing step", () => {
  test("shows where and why, and a refusal is not tried again", async () => {
    const flow = await engine.publish("refused", hookMapRequest(`${target.url}/in`));
    target.answer = () => ({ status: 422, body: '{"error":"no action"}' });
    await receiveHook(post(flow.hookPath, {}));
    const run = await onlyRun(flow.id);
    expect(run.status).toBe("failed");
    expect(run.error).toMatchObject({ class: "validation", code: "http_422", attempts: 1 });
    expect(run.error?.node).toBe(run.steps[2]?.node);
    expect(run.steps[2]).toMatchObject({ status: "failed", port: null });
    expect(run.steps[2]?.attempts[0]?.exchange).toMatchObject({ value: { reply: { status: 422, body: '{"error":"no action"}' } } });
    expect(target.received).toHaveLength(1);
  });

  test("an outage is tried again with the same Idempotency-Key", async () => {
    const flow = await engine.publish("outage", hookMapRequest(`${target.url}/in`));
    const document = { ...flow.document, nodes: flow.document.nodes.map((node) => (node.name === "send" ? { ...node, settings: { retry: { attempts: 4, backoff: "constant" as const, delayMs: 20, maxDelayMs: 20 } } } : node)) };
    const quick = await engine.publish("outage, quick", document);
    target.answer = () => ({ status: target.received.length < 3 ? 503 : 200 });
    await receiveHook(post(quick.hookPath, { action: "x" }));
    const run = await onlyRun(quick.id);
    expect(run.status).toBe("succeeded");
    expect(run.steps[2]?.attempts.map((attempt) => attempt.status)).toEqual(["failed", "failed", "succeeded"]);
    expect(new Set(target.received.map((call) => call.headers["idempotency-key"])).size).toBe(1);
  });

  test("takes its error port when one is drawn: the run succeeds with one handled error", async () => {
    const document = buildDocument(
      {
        hook: { type: "core/webhook" },
        send: { type: "http/request", config: { url: literal(`${target.url}/bad`) } },
        tell: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/tell`), send: literal("value"), bodyValue: reference("send", "code") } },
      },
      ["hook -> send", "send.error -> tell"],
    );
    const flow = await engine.publish("handled", document);
    target.answer = (call) => ({ status: call.url === "/bad" ? 404 : 200 });
    await receiveHook(post(flow.hookPath, {}));
    const run = await onlyRun(flow.id);
    expect(run).toMatchObject({ status: "succeeded", handledErrors: 1, error: null });
    expect(target.received.at(-1)).toMatchObject({ url: "/tell", body: '"http_404"' });
  });

  test("a target that does not answer in time is a timeout, and is tried again", async () => {
    const document = buildDocument(
      { hook: { type: "core/webhook" }, send: { type: "http/request", config: { url: literal(`${target.url}/slow`) }, settings: { timeoutMs: 200, retry: { attempts: 2, backoff: "constant", delayMs: 10, maxDelayMs: 10 } } } },
      ["hook -> send"],
    );
    const flow = await engine.publish("slow", document);
    target.answer = () => ({ status: 200, delayMs: 2_000 });
    await receiveHook(post(flow.hookPath, {}));
    const run = await onlyRun(flow.id);
    expect(run).toMatchObject({ status: "failed", error: { class: "transient", code: "timeout", attempts: 2 } });
    expect(run.steps[1]?.attempts).toHaveLength(2);
  });

  test("a long wait leaves the worker free and goes on when it is due", async () => {
    const document = buildDocument(
      { hook: { type: "core/webhook" }, send: { type: "http/request", config: { url: literal(`${target.url}/later`) } } },
      ["hook -> send"],
    );
    const flow = await engine.publish("later", document);
    target.answer = () => (target.received.length < 2 ? { status: 429, headers: { "retry-after": "6" } } : { status: 200 });
    await receiveHook(post(flow.hookPath, {}));
    const waiting = await until("the run to wait", async () => (await listRuns(engine.context, { flow: flow.id, limit: 1 })).runs.find((run) => run.status === "waiting"));
    expect(target.received).toHaveLength(1);
    const run = await onlyRun(flow.id);
    expect(run).toMatchObject({ id: waiting.id, status: "succeeded" });
    const [first, second] = run.steps[1]?.attempts ?? [];
    expect(Date.parse(second?.startedAt ?? "") - Date.parse(first?.finishedAt ?? "")).toBeGreaterThanOrEqual(6_000);
  });

  test("ends the run at once: what waits for its next attempt ends with it", async () => {
    const call = (path: string) => ({ type: "http/request", config: { url: literal(`${target.url}/${path}`) } });
    const document = buildDocument({ hook: { type: "core/webhook" }, busy: call("busy"), bad: call("bad"), after: call("after") }, ["hook -> busy", "hook -> bad", "busy -> after"]);
    const flow = await engine.publish("ends", document);
    target.answer = (received) => (received.url === "/busy" ? { status: 429, headers: { "retry-after": "600" } } : { status: 422, delayMs: 100 });
    await receiveHook(post(flow.hookPath, {}));
    const run = await onlyRun(flow.id);
    expect(run).toMatchObject({ status: "failed", error: { code: "http_422" } });
    expect(run.steps.find((step) => step.name === "busy")?.status).toBe("cancelled");
    expect(target.received.map((received) => received.url).toSorted()).toEqual(["/bad", "/busy"]);
  });

  test("a private address is refused with the reason, and nothing is sent", async () => {
    const other = await startTarget();
    const flow = await engine.publish("private", hookMapRequest(`${other.url}/in`));
    await receiveHook(post(flow.hookPath, {}));
    const run = await onlyRun(flow.id);
    expect(run.error).toMatchObject({ class: "egress_blocked" });
    expect(other.received).toHaveLength(0);
    await other.close();
  });

  test("a reference that finds nothing fails its step by name", async () => {
    const document = buildDocument(
      { hook: { type: "core/webhook" }, shape: { type: "core/map", config: { fields: fields({ a: reference("hook", "body", "missing") }) } } },
      ["hook -> shape"],
    );
    const flow = await engine.publish("missing", document);
    await receiveHook(post(flow.hookPath, { __other: 1 }));
    const run = await onlyRun(flow.id);
    expect(run).toMatchObject({ status: "failed", error: { class: "reference_missing" } });
  });
});

describe("a connection", () => {
  const token = "CANARY-9f3c1d7a";

  async function withConnection() {
    const connection = await createConnection(engine.context, { name: `Target ${crypto.randomUUID()}`, allowedHosts: [target.address], credential: { kind: "http/bearer", token } });
    const document = buildDocument({ hook: { type: "core/webhook" }, send: { type: "http/request", config: { url: literal(`${target.url}/private`) } } }, ["hook -> send"]);
    const nodes = document.nodes.map((node) => (node.name === "send" ? { ...node, connection: connection.id } : node));
    return { connection, flow: await engine.publish("signed", { ...document, nodes }) };
  }

  test("signs the request; its secret is nowhere in the run, also when the target repeats it", async () => {
    const { flow } = await withConnection();
    target.answer = (call) => ({ status: 200, body: JSON.stringify({ echoed: call.headers.authorization }) });
    await receiveHook(post(flow.hookPath, {}));
    const run = await onlyRun(flow.id);
    expect(target.received[0]?.headers.authorization).toBe(`Bearer ${token}`);
    expect(run.status).toBe("succeeded");
    expect(JSON.stringify(run)).not.toContain(token);
    const stored = await engine.database.pool.query("select convert_from(body, 'utf8') as text from payloads where codec = 'json'");
    expect(stored.rows.filter((row) => row.text.includes(token))).toEqual([]);
  });

  test("that is gone fails the step with what to do", async () => {
    const { connection, flow } = await withConnection();
    await engine.database.pool.query("delete from connections where id = $1", [connection.id]);
    await receiveHook(post(flow.hookPath, {}));
    expect(await onlyRun(flow.id)).toMatchObject({ status: "failed", error: { class: "auth", code: "connection_gone", attempts: 1 } });
    expect(target.received).toEqual([]);
  });
});

test("parallel branches run together, once each, and join", async () => {
  const call = (path: string) => ({ type: "http/request", config: { url: literal(`${target.url}/${path}`) } });
  const document = buildDocument(
    { hook: { type: "core/webhook" }, a: call("a"), b: call("b"), c: call("c"), join: call("join") },
    ["hook -> a", "hook -> b", "hook -> c", "a -> join", "b -> join", "c -> join"],
  );
  const flow = await engine.publish("fan", document);
  target.answer = (received) => ({ status: 200, delayMs: received.url === "/join" ? 0 : 300 });
  await receiveHook(post(flow.hookPath, {}));
  const run = await onlyRun(flow.id);
  expect(target.received.map((received) => received.url).toSorted()).toEqual(["/a", "/b", "/c", "/join"]);
  const starts = run.steps.filter((step) => ["a", "b", "c"].includes(step.name)).map((step) => Date.parse(step.startedAt ?? ""));
  const firstEnd = Math.min(...run.steps.filter((step) => ["a", "b", "c"].includes(step.name)).map((step) => Date.parse(step.finishedAt ?? "")));
  expect(Math.max(...starts)).toBeLessThan(firstEnd);
});

test("the same delivery twice starts one run and answers with the first event", async () => {
  const flow = await engine.publish("twice", hookMapRequest(`${target.url}/in`));
  const first = await receiveHook(post(flow.hookPath, { action: "a" }, { "webhook-id": "msg_1" }));
  const second = await receiveHook(post(flow.hookPath, { action: "a" }, { "webhook-id": "msg_1" }));
  expect(second).toEqual({ event: first.event, duplicate: true });
  await onlyRun(flow.id);
  expect(target.received).toHaveLength(1);
});

test("a paused flow keeps what arrives, and runs it when it is resumed", async () => {
  const flow = await engine.publish("paused", hookMapRequest(`${target.url}/in`));
  await pauseFlow(engine.context, { flow: flow.id, reason: "maintenance" });
  await receiveHook(post(flow.hookPath, { action: "1" }));
  await receiveHook(post(flow.hookPath, { action: "2" }));
  expect((await listRuns(engine.context, { flow: flow.id, limit: 10 })).runs).toEqual([]);
  await resumeFlow(engine.context, { flow: flow.id });
  await until("both calls", () => target.received.length === 2);
  await engine.idle();
  expect(target.received.map((call) => JSON.parse(call.body).action).toSorted()).toEqual(["1", "2"]);
});

test("an event starts every flow that listens to its name, once, and is in the log", async () => {
  const document = buildDocument(
    { when: { type: "core/event", config: { name: literal("order/paid") } }, send: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/e`), send: literal("value"), bodyValue: reference("when", "data") } } },
    ["when -> send"],
  );
  await engine.publish("listener 1", document);
  await engine.publish("listener 2", document);
  const published = await publishEvents(engine.context, { events: [{ name: "order/paid", id: "o-1", data: { total: 5 } }, { name: "order/paid", id: "o-1", data: { total: 5 } }, { name: "nobody/listens", data: null }] });
  expect(published.events.map((event) => event.duplicate)).toEqual([false, true, false]);
  await engine.idle();
  expect(target.received.map((call) => call.body)).toEqual(['{"total":5}', '{"total":5}']);
  const { events } = await listEvents(engine.context, { limit: 10, name: "order/paid" });
  expect(events).toHaveLength(1);
  expect(events[0]?.deliveries.map((delivery) => delivery.status)).toEqual(["started", "started"]);
});

describe("what a hook refuses, it does not store", () => {
  test.each<[string, Partial<HookRequest>, string]>([
    ["invalid JSON", { body: Buffer.from("{") }, "malformed"],
    ["a __proto__ key", { body: Buffer.from('{"__proto__":{"a":1}}') }, "malformed"],
    ["deep nesting", { body: Buffer.from(`${"[".repeat(100)}${"]".repeat(100)}`) }, "malformed"],
    ["another charset", { headers: { "content-type": "application/json; charset=utf-7" } }, "unsupported_media_type"],
    ["a multipart body", { headers: { "content-type": "multipart/form-data; boundary=x" } }, "unsupported_media_type"],
    ["another method", { method: "PUT" }, "method_not_allowed"],
    ["an unknown path", { path: "nothing-here" }, "not_found"],
  ])("%s", async (_, change, code) => {
    const flow = await engine.publish("refusals", hookMapRequest(`${target.url}/in`));
    const error = await receiveHook({ ...post(flow.hookPath, { a: 1 }), ...change }).catch((thrown: unknown) => thrown);
    expect(AppError.is(error) && error.code).toBe(code);
    expect((await listRuns(engine.context, { flow: flow.id, limit: 1 })).runs).toEqual([]);
  });

  test("a deleted flow's hook answers like one that never was", async () => {
    const flow = await engine.publish("deleted", hookMapRequest(`${target.url}/in`));
    await deleteFlow(engine.context, { flow: flow.id });
    const gone = await receiveHook(post(flow.hookPath, {})).catch((thrown: unknown) => thrown as AppError);
    const never = await receiveHook(post("never-was", {})).catch((thrown: unknown) => thrown as AppError);
    expect(gone).toMatchObject({ code: "not_found", message: (never as AppError).message });
  });
});

test("a viewer reads the run without its values", async () => {
  const flow = await engine.publish("viewed", hookMapRequest(`${target.url}/in`));
  await receiveHook(post(flow.hookPath, { action: "secret-ish" }));
  const run = await onlyRun(flow.id);
  const seen = await readRun(ownerContext(engine.context.workspace, "viewer"), { run: run.id });
  expect(JSON.stringify(seen.steps)).not.toContain("secret-ish");
  expect(seen.steps[0]?.output).toMatchObject({ kind: "shape", shape: { body: { action: "text, 10 characters" } } });
});

describe("what the outside sends cannot break the recording", () => {
  test.each<[string, () => ReturnType<TargetServer["answer"]>, string]>([
    ["a reply nested a hundred thousand deep", () => ({ status: 200, body: `${"[".repeat(100_000)}${"]".repeat(100_000)}` }), "reply_too_deep"],
    ["a Retry-After in the year 99999", () => ({ status: 429, headers: { "retry-after": "Fri, 31 Dec 99999 23:59:59 GMT" } }), "http_429"],
  ])("%s", async (_, reply, code) => {
    const flow = await engine.publish("strange", hookMapRequest(`${target.url}/in`));
    target.answer = reply;
    await receiveHook(post(flow.hookPath, {}));
    const run = await until("the step's failure", async () => {
      const [found] = (await listRuns(engine.context, { flow: flow.id, limit: 1 })).runs;
      const detail = found && (await readRun(engine.context, { run: found.id }));
      return detail?.steps[2]?.error ? detail : null;
    });
    expect(run.steps[2]?.error?.code).toBe(code);
    expect(target.received).toHaveLength(1);
    await engine.database.pool.query("update runs set status = 'failed', finished_at = now() where id = $1", [run.id]);
  });

  test("a URL with a NUL and half a character", async () => {
    const document = buildDocument({ hook: { type: "core/webhook" }, send: { type: "http/request", config: { url: reference("hook", "body", "url") } } }, ["hook -> send"]);
    const flow = await engine.publish("nul", document);
    await receiveHook({ ...post(flow.hookPath, {}), body: Buffer.from('{"url":"\\u0000\\ud83d nope"}') });
    expect(await onlyRun(flow.id)).toMatchObject({ status: "failed", error: { class: "validation", code: "bad_url" } });
  });

  test("a value that doubles with every step is refused before it is written out", async () => {
    const doubling = (before: string) => ({ type: "core/map", config: { fields: fields({ a: reference(before), b: reference(before) }) } });
    const names = Array.from({ length: 30 }, (_, index) => `m${1_000 + index}`);
    const nodes = Object.fromEntries(names.map((name, index) => [name, index === 0 ? { type: "core/map", config: { fields: fields({ a: literal("x") as never }) } } : doubling(names[index - 1] ?? "")]));
    const document = buildDocument({ hook: { type: "core/webhook" }, ...nodes }, [`hook -> ${names[0]}`, ...names.slice(1).map((name, index) => `${names[index]} -> ${name}`)]);
    const flow = await engine.publish("doubling", document);
    await receiveHook(post(flow.hookPath, {}));
    expect(await onlyRun(flow.id)).toMatchObject({ status: "failed", error: { code: "too_large" } });
  });
});

test("a draft that lost its trigger does not touch what is live", async () => {
  const flow = await engine.publish("edited", hookMapRequest(`${target.url}/in`));
  await pauseFlow(engine.context, { flow: flow.id, reason: "editing" });
  await receiveHook(post(flow.hookPath, { action: "kept" }));
  await saveDraft(engine.context, { flow: flow.id, baseRevision: flow.draftRevision, document: { ...flow.document, nodes: [], edges: [], layout: { nodes: {} } } });
  await resumeFlow(engine.context, { flow: flow.id });
  await receiveHook(post(flow.hookPath, { action: "live" }));
  await until("both calls", () => target.received.length === 2);
  await engine.idle();
  expect((await listRuns(engine.context, { flow: flow.id, limit: 10 })).runs.map((run) => [run.status, run.pattern])).toEqual([["succeeded", "event"], ["succeeded", "event"]]);
});

test("two publishes at once make two versions or one conflict, never an error", async () => {
  const flow = await engine.publish("raced", hookMapRequest(`${target.url}/in`));
  const both = await Promise.all([1, 2].map(() => publishFlow(engine.context, { flow: flow.id, baseRevision: flow.draftRevision, message: "" })));
  expect(both.map((one) => one.liveVersion).toSorted()).toEqual([2, 3]);
});

test("a node's own idempotency key stands in for the run: what one event has confirmed, an equal one takes over", async () => {
  const document = buildDocument({ hook: { type: "core/webhook" }, send: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/k`) }, settings: { idempotencyKey: reference("hook", "body", "order") } } }, ["hook -> send"]);
  const flow = await engine.publish("keyed", document);
  for (const order of ["o-1", "o-1", "o-2"]) {
    await receiveHook(post(flow.hookPath, { order }));
    await engine.idle();
  }
  const keys = target.received.map((call) => call.headers["idempotency-key"]);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(2);
  const { runs } = await listRuns(engine.context, { flow: flow.id, limit: 10 });
  const steps = await Promise.all(runs.map(async ({ id }) => (await readRun(engine.context, { run: id })).steps.find((step) => step.name === "send")));
  expect(steps.map((step) => [step?.status, step?.reused]).toReversed()).toEqual([["succeeded", false], ["succeeded", true], ["succeeded", false]]);
  expect(steps[1]?.output).toMatchObject({ kind: "inline", value: { status: 200 } });
});

test("a duplicate stores nothing, and long ids are told apart", async () => {
  const flow = await engine.publish("long ids", hookMapRequest(`${target.url}/in`));
  const count = async (): Promise<number> => Number((await engine.database.pool.query("select count(*) from payloads")).rows[0].count);
  const long = "x".repeat(300);
  expect((await receiveHook(post(flow.hookPath, { action: "1" }, { "idempotency-key": `${long}1` }))).duplicate).toBe(false);
  expect((await receiveHook(post(flow.hookPath, { action: "2" }, { "idempotency-key": `${long}2` }))).duplicate).toBe(false);
  await engine.idle();
  const before = await count();
  expect((await receiveHook(post(flow.hookPath, { action: "2" }, { "idempotency-key": `${long}2` }))).duplicate).toBe(true);
  expect(await count()).toBe(before);
});
