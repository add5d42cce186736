import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { cancelRun } from "#lib/server/runs/cancel-run.ts";
import { decideWait } from "#lib/server/runs/decide-wait.ts";
import { previewReplay } from "#lib/server/runs/preview-replay.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { replayRun } from "#lib/server/runs/replay-run.ts";
import { startRun } from "#lib/server/runs/start-run.ts";
import { testFlow } from "#lib/server/flows/test-flow.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
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

type Detail = Awaited<ReturnType<typeof readRun>>;

function stepOf(run: Detail, name: string): Detail["steps"][number] {
  const step = run.steps.find((candidate) => candidate.node === nodeId(name));
  if (!step) throw new Error(`no step ${name}`);
  return step;
}

function valueOf(payload: Detail["input"]): Json | undefined {
  return payload?.kind === "inline" ? payload.value : undefined;
}

async function start(flow: string, input: Json = {}): Promise<string> {
  return (await startRun(engine.context, { flow, input })).run;
}

async function whenWaiting(run: string, name: string): Promise<Detail> {
  return await until(`${name} to wait`, async () => {
    const read = await readRun(engine.context, { run });
    return read.status === "waiting" && read.steps.some((step) => step.node === nodeId(name) && step.status === "waiting") ? read : undefined;
  });
}

async function whenFinal(run: string): Promise<Detail> {
  return await until("the run's end", async () => {
    const read = await readRun(engine.context, { run });
    return read.finishedAt === null ? undefined : read;
  });
}

const manual = { type: "core/manual" };

function post(name: string, more: FlowDocument["nodes"][number]["config"] = {}) {
  return { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/${name}`), ...more } };
}

describe("waits", () => {
  test("a wait goes on by itself", async () => {
    const flow = await engine.publish("wait", buildDocument({ t: manual, w: { type: "core/wait", config: { amount: literal(0.2), unit: literal("seconds") } }, a: post("after") }, ["t -> w", "w -> a"]));
    const run = await whenFinal(await start(flow.id));
    expect(run.status).toBe("succeeded");
    const waited = stepOf(run, "w");
    expect(Date.parse(waited.finishedAt ?? "") - Date.parse(waited.startedAt ?? "")).toBeGreaterThanOrEqual(190);
  });

  const forEvent = (within: number) => buildDocument(
    {
      t: { type: "core/manual", config: { fields: literal([{ name: "order", type: "text", required: true }]) } },
      w: { type: "core/wait-event", config: { event: literal("order/paid"), path: literal("order.id"), equals: reference("t", "order"), amount: literal(within), unit: literal("seconds") } },
      a: post("paid", { send: literal("value"), bodyValue: reference("w", "data") }),
      late: post("late"),
    },
    ["t -> w", "w -> a", "w.timeout -> late"],
  );

  test("an event ends the wait of the runs it matches, and no other", async () => {
    const flow = await engine.publish("for event", forEvent(60));
    const [one, other] = [await start(flow.id, { order: "o-1" }), await start(flow.id, { order: "o-2" })];
    await Promise.all([whenWaiting(one, "w"), whenWaiting(other, "w")]);
    await publishEvents(engine.context, { name: "order/paid", data: { order: { id: "o-1" }, total: 5 } });
    const run = await whenFinal(one);
    expect(stepOf(run, "w").port).toBe("out");
    expect(target.received.map((call) => [call.url, JSON.parse(call.body)])).toEqual([["/paid", { order: { id: "o-1" }, total: 5 }]]);
    expect((await readRun(engine.context, { run: other })).status).toBe("waiting");
    await cancelRun(engine.context, { run: other });
  });

  test("an event that came before the wait counts, when it came after the run's start", async () => {
    const document = buildDocument(
      {
        t: manual, first: post("first"),
        w: { type: "core/wait-event", config: { event: literal("early/bird"), amount: literal(60), unit: literal("seconds") } },
      },
      ["t -> first", "first -> w"],
    );
    const flow = await engine.publish("early", document);
    target.answer = () => ({ status: 200, delayMs: 300 });
    const id = await start(flow.id);
    await until("a call", () => target.received.length > 0);
    await publishEvents(engine.context, { name: "early/bird", data: 1 });
    expect((await whenFinal(id)).status).toBe("succeeded");
  });

  test("no event in time takes the timeout path", async () => {
    const flow = await engine.publish("timeout", forEvent(0.3));
    const run = await whenFinal(await start(flow.id, { order: "o-9" }));
    expect(stepOf(run, "w").port).toBe("timeout");
    expect(target.received.map((call) => call.url)).toEqual(["/late"]);
    expect(run.waits.map((wait) => wait.status)).toEqual(["expired"]);
  });

  test("an approval waits for the first decision", async () => {
    const document = buildDocument(
      { t: manual, ask: { type: "core/approval", config: { question: literal("Refund?") } }, yes: post("yes"), no: post("no") },
      ["t -> ask", "ask.approved -> yes", "ask.rejected -> no"],
    );
    const flow = await engine.publish("approval", document);
    const id = await start(flow.id);
    const waiting = await whenWaiting(id, "ask");
    const wait = waiting.waits[0]?.id ?? "";
    await decideWait(engine.context, { run: id, wait, decision: "rejected", comment: "too much" });
    await expect(decideWait(engine.context, { run: id, wait, decision: "approved", comment: "" })).rejects.toThrow(/decided already/);
    const run = await whenFinal(id);
    expect(target.received.map((call) => call.url)).toEqual(["/no"]);
    expect(valueOf(stepOf(run, "ask").output)).toMatchObject({ decision: "rejected", by: "owner@example.com", comment: "too much" });
  });
});

describe("calling flows", () => {
  const child = (then: "respond" | "fail") => buildDocument(
    {
      t: { type: "core/called", config: { answer: literal("respond"), fields: literal([{ name: "sku", type: "text", required: true }]) } },
      out: then === "respond" ? { type: "core/respond", config: { body: reference("t", "sku") } } : { type: "core/fail", config: { message: literal("no stock") } },
    },
    ["t -> out"],
  );
  const parent = (flow: string, wait: "result" | "detached" = "result", sku: Json = "A-1") => buildDocument(
    { t: manual, call: { type: "core/call-flow", config: { flow: literal(flow), input: fields({ sku: literal(sku) }), wait: literal(wait) } }, after: { type: "core/map", config: { fields: fields({ got: reference("call") }) } } },
    ["t -> call", "call -> after"],
  );

  test("the child's answer is the step's result", async () => {
    const called = await engine.publish("child", child("respond"));
    const flow = await engine.publish("parent", parent(called.id));
    const run = await whenFinal(await start(flow.id));
    expect(run.status).toBe("succeeded");
    expect(valueOf(stepOf(run, "after").output)).toEqual({ got: "A-1" });
    expect(run.children.map((one) => one.status)).toEqual(["succeeded"]);
    const childRun = await readRun(engine.context, { run: run.children[0]?.run ?? "" });
    expect(childRun).toMatchObject({ pattern: "sync", parent: { run: run.id, node: nodeId("call") }, startedBy: "call" });
  });

  test("the child's failure is the step's error", async () => {
    const called = await engine.publish("failing child", child("fail"));
    const flow = await engine.publish("parent of a failing one", parent(called.id));
    const run = await whenFinal(await start(flow.id));
    expect(run).toMatchObject({ status: "failed", error: { code: "failed_on_purpose", message: "no stock", node: nodeId("call") } });
  });

  test("a detached call goes on with the run's id; a wrong value is refused before anything starts", async () => {
    const called = await engine.publish("detached child", child("respond"));
    const run = await whenFinal(await start((await engine.publish("detaching", parent(called.id, "detached"))).id));
    expect(valueOf(stepOf(run, "after").output)).toEqual({ got: { run: run.children[0]?.run } });
    const wrong = await whenFinal(await start((await engine.publish("wrong", parent(called.id, "result", 5))).id));
    expect(wrong).toMatchObject({ status: "failed", error: { code: "bad_input" }, children: [] });
  });

  test("flows that call themselves end at the eighth level", async () => {
    const draft = await engine.publish("self", child("respond"));
    const { saveDraft } = await import("#lib/server/flows/save-draft.ts");
    const { publishFlow } = await import("#lib/server/flows/publish-flow.ts");
    const self = buildDocument(
      { t: { type: "core/called", config: { answer: literal("ack") } }, call: { type: "core/call-flow", config: { flow: literal(draft.id), wait: literal("result") } } },
      ["t -> call"],
    );
    const saved = await saveDraft(engine.context, { flow: draft.id, baseRevision: draft.draftRevision, document: self });
    await publishFlow(engine.context, { flow: draft.id, baseRevision: saved.draftRevision, message: "" });
    const run = await whenFinal(await start(draft.id));
    expect(run.error?.code).toBe("call_depth");
    const count = await engine.database.pool.query<{ depth: number }>("select max(depth) as depth from runs where flow_id = $1", [draft.id]);
    expect(count.rows[0]?.depth).toBe(8);
  });
});

describe("cancel", () => {
  test("ends a run in flight and the one it waits for, and nothing more is written", async () => {
    const called = await engine.publish("slow child", buildDocument({ t: { type: "core/called", config: { answer: literal("ack") } }, slow: post("slow") }, ["t -> slow"]));
    const flow = await engine.publish("to cancel", buildDocument({ t: manual, call: { type: "core/call-flow", config: { flow: literal(called.id) } }, after: post("after") }, ["t -> call", "call -> after"]));
    target.answer = () => ({ status: 200, delayMs: 3_000 });
    const id = await start(flow.id);
    await until("a call", () => target.received.length > 0);
    expect((await cancelRun(engine.context, { run: id })).status).toBe("cancelled");
    const run = await readRun(engine.context, { run: id });
    const childRun = await readRun(engine.context, { run: run.children[0]?.run ?? "" });
    expect(childRun.status).toBe("cancelled");
    expect(stepOf(childRun, "slow")).toMatchObject({ status: "cancelled", effects: { unknown: 1, sent: 0 } });
    await expect(cancelRun(engine.context, { run: id })).rejects.toThrow(/ended already/);
    await until("the queue to be empty", async () => (await engine.database.pool.query("select 1 from engine.jobs")).rowCount === 0);
    expect(target.received.map((call) => call.url)).toEqual(["/slow"]);
  });
});

test("cancel takes along the runs that records wait for, and leaves detached ones alone", async () => {
  const slow = await engine.publish("slow for records", buildDocument({ t: { type: "core/called", config: { answer: literal("ack") } }, w: { type: "core/wait", config: { amount: literal(1), unit: literal("days") } } }, ["t -> w"]));
  const calling = (wait: "result" | "detached") => buildDocument(
    { t: manual, each: { type: "core/split", config: { list: literal([1, 2]) } }, call: { type: "core/call-flow", config: { flow: literal(slow.id), wait: literal(wait) } }, all: { type: "core/collect" }, hold: { type: "core/wait", config: { amount: literal(1), unit: literal("days") } } },
    ["t -> each", "each => call", "call => all", "all -> hold"],
  );
  for (const [wait, left] of [["result", "cancelled"], ["detached", "waiting"]] as const) {
    const id = await start((await engine.publish(`records ${wait}`, calling(wait))).id);
    const called = async () => (await readRun(engine.context, { run: id })).children;
    await until("both records to call", async () => (await called()).filter((child) => child.status === "waiting").length === 2);
    await cancelRun(engine.context, { run: id });
    expect((await called()).map((child) => child.status)).toEqual([left, left]);
    for (const child of await called()) if (child.status === "waiting") await cancelRun(engine.context, { run: child.run });
  }
});

describe("replay", () => {
  const chain = () => buildDocument(
    { t: manual, a: post("a"), b: post("b"), c: post("c") },
    ["t -> a", "a -> b", "b -> c"],
  );

  test("from a step takes over what ran before it, and skips what is confirmed", async () => {
    const flow = await engine.publish("chain", chain());
    target.answer = (call) => ({ status: call.url === "/c" ? 400 : 200 });
    const failed = await whenFinal(await start(flow.id));
    expect(failed.status).toBe("failed");
    target.answer = () => ({ status: 200 });
    target.received.length = 0;
    expect(await previewReplay(engine.context, { run: failed.id, from: nodeId("b"), version: "same" })).toEqual({
      version: 1, latest: 1, reused: [nodeId("a")], again: [nodeId("b"), nodeId("c")], confirmed: [{ node: nodeId("b"), count: 1 }], unknown: [],
      names: expect.objectContaining({ [nodeId("a")]: "a", [nodeId("b")]: "b" }),
    });
    const again = await replayRun(engine.context, { run: failed.id, from: nodeId("b"), version: "same", again: false });
    const run = await whenFinal(again.run);
    expect(run.status).toBe("succeeded");
    expect(target.received.map((call) => call.url)).toEqual(["/c"]);
    expect(stepOf(run, "a")).toMatchObject({ reused: true, attempts: [] });
    expect(stepOf(run, "b").reused).toBe(true);
  });

  test("“do it again” repeats confirmed effects with keys of their own", async () => {
    const flow = await engine.publish("again", chain());
    const first = await whenFinal(await start(flow.id));
    const keys = target.received.map((call) => call.headers["idempotency-key"]);
    const plain = await whenFinal((await replayRun(engine.context, { run: first.id, version: "same", again: false })).run);
    expect(plain.status).toBe("succeeded");
    expect(target.received).toHaveLength(3);
    await whenFinal((await replayRun(engine.context, { run: first.id, version: "same", again: true })).run);
    expect(target.received).toHaveLength(6);
    const anew = target.received.slice(3).map((call) => call.headers["idempotency-key"]);
    expect(anew.filter((key) => keys.includes(key))).toEqual([]);
  });
});

describe("an effect of unknown outcome", () => {
  const asking = () => {
    const document = buildDocument({ t: manual, a: post("a"), b: post("b") }, ["t -> a", "a -> b"]);
    return { ...document, nodes: document.nodes.map((node) => (node.name === "a" ? { ...node, settings: { onUnknown: "ask" as const, timeoutMs: 200, retry: { attempts: 3, backoff: "constant" as const, delayMs: 0, maxDelayMs: 0 } } } : node)) };
  };

  test.each([["repeat", ["/a", "/a", "/b"], "succeeded"], ["done", ["/a", "/b"], "succeeded"], ["fail", ["/a"], "failed"]] as const)("stops and asks: %s", async (decision, urls, status) => {
    const flow = await engine.publish(`asking ${decision}`, asking());
    target.answer = () => ({ status: 200, delayMs: target.received.length === 1 ? 1_000 : 0 });
    const id = await start(flow.id);
    const waiting = await whenWaiting(id, "a");
    expect(waiting.waits).toMatchObject([{ kind: "effect", status: "open" }]);
    expect(stepOf(waiting, "a").effects.unknown).toBe(1);
    await decideWait(engine.context, { run: id, wait: waiting.waits[0]?.id ?? "", decision, comment: "" });
    const run = await whenFinal(id);
    expect(run.status).toBe(status);
    expect(target.received.map((call) => call.url)).toEqual(urls);
  });
});

describe("a test-run", () => {
  test("sends reads, simulates writes and everything made from them, and leaves no trace in the ledger", async () => {
    const document = buildDocument(
      {
        t: manual, read: { type: "http/request", config: { method: literal("GET"), url: literal(`${target.url}/read`) } }, write: post("write"),
        m: { type: "core/map", config: { fields: fields({ status: reference("write", "status") }) } },
        plain: { type: "core/map", config: { fields: fields({ ok: reference("read", "body", "ok") }) } },
        wait: { type: "core/wait", config: { amount: literal(5), unit: literal("days") } },
      },
      ["t -> read", "read -> write", "write -> m", "read -> plain", "plain -> wait"],
    );
    const flow = await engine.publish("tested", document);
    const run = await whenFinal((await testFlow(engine.context, { flow: flow.id, mocks: { [nodeId("write")]: { value: { status: 207 } } } })).run);
    expect(run).toMatchObject({ status: "succeeded", kind: "test", version: null });
    expect(target.received.map((call) => `${call.method} ${call.url}`)).toEqual(["GET /read"]);
    expect(run.steps.filter((step) => step.simulated).map((step) => step.node)).toEqual([nodeId("write"), nodeId("m")]);
    expect(valueOf(stepOf(run, "m").output)).toEqual({ status: 207 });
    expect((await engine.database.pool.query("select 1 from effects where run_id = $1", [run.id])).rowCount).toBe(0);
    const sent = await whenFinal((await testFlow(engine.context, { flow: flow.id, send: [nodeId("write")], upTo: nodeId("write") })).run);
    expect(sent.steps.map((step) => step.node).toSorted()).toEqual([nodeId("read"), nodeId("t"), nodeId("write")]);
    expect(target.received.map((call) => `${call.method} ${call.url}`)).toEqual(["GET /read", "GET /read", "POST /write"]);
  });
});

describe("joins and ends", () => {
  test("a merge of the first path goes on while the slower one is still called, which is late", async () => {
    const document = buildDocument(
      { t: manual, quick: post("quick"), slow: post("slow"), m: { type: "core/merge", config: { first: literal(1) } }, after: post("after", { send: literal("value"), bodyValue: reference("m") }) },
      ["t -> quick", "t -> slow", "quick -> m", "slow -> m", "m -> after"],
    );
    const flow = await engine.publish("race", document);
    target.answer = (call) => ({ status: 200, delayMs: call.url === "/slow" ? 700 : 0 });
    const run = await whenFinal(await start(flow.id));
    expect(run.status).toBe("succeeded");
    expect(target.received.map((call) => call.url).toSorted()).toEqual(["/after", "/quick", "/slow"]);
    expect(stepOf(run, "slow").late).toBe(true);
    expect(stepOf(run, "quick").late).toBe(false);
    expect(Date.parse(stepOf(run, "after").finishedAt ?? "")).toBeLessThan(Date.parse(stepOf(run, "slow").finishedAt ?? ""));
    expect(valueOf(stepOf(run, "m").output)).toMatchObject({ quick: { status: 200 }, slow: null });
  });

  test("stop ends the run as succeeded with its reason, and lets calls finish", async () => {
    const document = buildDocument({ t: manual, slow: post("slow"), never: post("never"), s: { type: "core/stop", config: { reason: literal("cancelled by the customer") } } }, ["t -> slow", "slow -> never", "t -> s"]);
    const flow = await engine.publish("stop", document);
    target.answer = () => ({ status: 200, delayMs: 200 });
    const run = await whenFinal(await start(flow.id));
    expect(run).toMatchObject({ status: "succeeded", reason: "cancelled by the customer" });
    expect(stepOf(run, "slow").status).toBe("succeeded");
    expect(target.received.map((call) => call.url)).toEqual(["/slow"]);
  });

  test("code runs apart, and its failure is the step's", async () => {
    const document = buildDocument(
      { t: manual, good: { type: "core/code", config: { input: fields({ n: literal(20) }), source: literal("console.log('n is', input.n); return { twice: input.n * 2 };") } }, bad: { type: "core/code", config: { source: literal("const x = 1;\nthrow new Error('no');") } }, m: { type: "core/map", config: { fields: fields({ code: reference("bad", "code") }) } } },
      ["t -> good", "t -> bad", "bad.error -> m"],
    );
    const run = await whenFinal(await start((await engine.publish("code", document)).id));
    expect(valueOf(stepOf(run, "good").output)).toEqual({ twice: 40 });
    expect(stepOf(run, "good").logs).toEqual(["n is 20"]);
    expect(stepOf(run, "bad").error).toMatchObject({ code: "SANDBOX_ERROR", message: expect.stringMatching(/no.*line 2/) });
    expect(run).toMatchObject({ status: "succeeded", handledErrors: 1 });
  });
});
