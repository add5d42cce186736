import { afterAll, beforeAll, expect, test } from "vitest";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { listRejects } from "#lib/server/runs/list-rejects.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

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

test("a run goes through its region in the pipeline's process, and on with what it gathered", async () => {
  target.answer = (call) => (call.body === "2" ? { status: 422 } : { status: 200, body: JSON.stringify({ got: Number(call.body) }) });
  const document = buildDocument(
    {
      hook: { type: "core/webhook" },
      lines: { type: "core/split", config: { list: reference("hook", "body", "lines"), key: literal("id") } },
      post: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/line`), send: literal("value"), bodyValue: reference("lines", "id") } },
      answers: { type: "core/collect" },
      report: { type: "core/map", config: { fields: fields({ read: reference("lines", "read"), rejected: reference("lines", "rejected"), items: reference("answers", "items") }) } },
    },
    ["hook -> lines", "lines => post", "post => answers", "lines.done -> report", "answers -> report"],
  );
  const flow = await engine.publish("lines", document);
  await receiveHook({ method: "POST", path: flow.hookPath, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify({ lines: [{ id: 1 }, { id: 2 }, { id: 3 }] })) });
  await engine.idle();
  const { runs } = await listRuns(engine.context, { flow: flow.id, limit: 10 });
  const run = await readRun(engine.context, { run: runs[0]?.id ?? "" });
  expect(run).toMatchObject({ status: "succeeded", regions: [{ source: nodeId("lines"), status: "succeeded", rejects: 1 }] });
  const report = run.steps.find((step) => step.node === nodeId("report"));
  expect(report?.output).toMatchObject({ kind: "inline", value: { read: 3, rejected: 1, items: [{ body: { got: 1 } }, { body: { got: 3 } }] } });
  expect(run.steps.find((step) => step.node === nodeId("post"))).toMatchObject({ status: "succeeded", counts: { in: 3, out: 2, rejected: 1, written: 2 }, effects: { confirmed: 2, refused: 1 } });
  const { rejects } = await listRejects(engine.context, { run: run.id, node: nodeId("lines"), limit: 10 });
  expect(rejects).toMatchObject([{ node: nodeId("post"), key: "2", error: { code: "http_422" } }]);
});
