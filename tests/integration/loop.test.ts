import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readRun } from "#lib/server/runs/read-run.ts";
import { listRejects } from "#lib/server/runs/list-rejects.ts";
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

async function whenFinal(run: string) {
  return await until("the run's end", async () => {
    const read = await readRun(engine.context, { run });
    return read.finishedAt === null ? undefined : read;
  });
}

/** A loop over a list, as a records edge: for each line a call, then the answers in one list. */
function loop() {
  const document = buildDocument(
    {
      t: { type: "core/manual", config: { fields: literal([{ name: "lines", type: "list", required: true }]) } },
      each: { type: "core/split", config: { list: reference("t", "lines"), key: literal("sku") } },
      call: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/stock`), send: literal("value"), bodyValue: reference("each") }, settings: { retry: { attempts: 1, backoff: "constant", delayMs: 0, maxDelayMs: 0 } } },
      shape: { type: "core/map", config: { fields: fields({ sku: reference("each", "sku"), left: reference("call", "body", "left") }) } },
      all: { type: "core/collect", config: {} },
      after: { type: "core/map", config: { fields: fields({ answers: reference("all", "items"), counts: reference("each") }) } },
    },
    ["t -> each", "each -> call", "call -> shape", "shape -> all", "all -> after"],
  );
  return { ...document, edges: document.edges.map((edge, index) => (index >= 1 && index <= 3 ? { ...edge, carries: "records" as const } : edge)) };
}

const lines = ["A", "B", "C"].map((sku) => ({ sku }));

test("a loop over a list calls once an item and gathers the answers", async () => {
  const flow = await engine.publish("loop", loop());
  target.answer = (call) => ({ status: 200, body: JSON.stringify({ left: (JSON.parse(call.body) as { sku: string }).sku.charCodeAt(0) }) });
  const run = await whenFinal((await startRun(engine.context, { flow: flow.id, input: { lines } })).run);
  expect(run).toMatchObject({ status: "succeeded", pattern: "batch" });
  expect(target.received.map((call) => (JSON.parse(call.body) as { sku: string }).sku).toSorted()).toEqual(["A", "B", "C"]);
  const after = run.steps.find((step) => step.node === nodeId("after"))?.output;
  expect(after?.kind === "inline" ? after.value : null).toMatchObject({
    answers: [{ sku: "A", left: 65 }, { sku: "B", left: 66 }, { sku: "C", left: 67 }],
    counts: { read: 3, filtered: 0, rejected: 0 },
  });
  expect(run.steps.find((step) => step.node === nodeId("call"))).toMatchObject({ counts: { in: 3, out: 3, rejected: 0 }, effects: { confirmed: 3 } });
  expect(run.regions).toMatchObject([{ source: nodeId("each"), status: "succeeded", rejects: 0 }]);
});

test("an item that fails is rejected with its reason, and the others go on", async () => {
  const flow = await engine.publish("loop with a reject", loop());
  target.answer = (call) => (call.body.includes("B") ? { status: 422, body: "{}" } : { status: 200, body: '{"left":1}' });
  const run = await whenFinal((await startRun(engine.context, { flow: flow.id, input: { lines } })).run);
  expect(run.status).toBe("succeeded");
  const { rejects } = await listRejects(engine.context, { run: run.id, node: nodeId("each"), limit: 10 });
  expect(rejects).toMatchObject([{ node: nodeId("call"), key: "B", error: { class: "validation", code: "http_422" } }]);
});

test("a test-run reads the list and calls nothing", async () => {
  const flow = await engine.publish("tested loop", loop());
  const run = await whenFinal((await testFlow(engine.context, { flow: flow.id, input: { lines } })).run);
  expect(run.error).toBeNull();
  expect(target.received).toEqual([]);
  expect(run.steps.find((step) => step.node === nodeId("call"))).toMatchObject({ simulated: true, counts: { in: 3 } });
  expect(run.steps.filter((step) => step.simulated).map((step) => step.name).toSorted()).toEqual(["after", "all", "call", "shape"]);
});
