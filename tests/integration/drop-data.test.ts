import { afterAll, beforeAll, expect, test } from "vitest";
import { present } from "#lib/assert.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { keepRuns } from "#lib/server/flows/keep-runs.ts";
import { testFlow } from "#lib/server/flows/test-flow.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { dropData } from "#lib/server/retention/drop-data.ts";
import { previewReplay } from "#lib/server/runs/preview-replay.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { startRun } from "#lib/server/runs/start-run.ts";
import { runtime } from "#lib/server/runtime.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { findLeaks } from "#tests/support/leak-oracle.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

const value = "canary that is not to be kept";
let engine: TestEngine;
let target: TargetServer;

beforeAll(async () => {
  target = await startTarget();
  target.answer = ({ url, body }) => (url === "/refuse" || body.includes('"n":2') ? { status: 422, body: JSON.stringify({ error: value }) } : { status: 200, body: JSON.stringify({ said: body }) });
  engine = await startEngine({ egressAllow: [target.address] });
}, 60_000);
afterAll(async () => {
  await engine.stop();
  await target.close();
});

function document(): FlowDocument {
  const post = (path: string, sent: ReturnType<typeof reference>) => ({ type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/${path}`), send: literal("value"), bodyValue: sent } });
  return buildDocument(
    {
      hook: { type: "core/webhook", settings: { keys: [{ name: "Order", path: ["body", "order"] }] } },
      code: { type: "core/code", config: { input: fields({ v: reference("hook", "body", "v") }), source: literal("console.log(input.v); return input;") } },
      lines: { type: "core/split", config: { list: reference("hook", "body", "lines"), key: literal("n") } },
      each: post("each", reference("lines")),
      all: { type: "core/collect" },
      ok: post("ok", reference("code")),
      refused: post("refuse", reference("ok")),
    },
    ["hook -> code", "code -> ok", "ok -> refused", "hook -> lines", "lines => each", "each => all"],
  );
}

async function tables(): Promise<string[]> {
  const names = (await runtime().pool.query<{ name: string }>("select format('%I', tablename) as name from pg_tables where schemaname = 'public'")).rows;
  const found: string[] = [];
  for (const { name } of names) {
    const { rows } = await runtime().pool.query<{ row: string }>(`select row_to_json(t)::text as row from ${name} t`);
    found.push(...findLeaks(name, rows.map(({ row }) => row).join("\n"), [value]));
  }
  return found;
}

test("what a run read, wrote and logged is gone once it is over; its states, counts and business keys stay", async () => {
  const flow = await engine.publish("keeps nothing", document());
  await keepRuns(engine.context, { flow: flow.id, days: 0, megabytes: null });
  const body = JSON.stringify({ order: "A-1", v: value, lines: [{ n: 1, v: value }, { n: 2, v: value }] });
  const send = () => receiveHook({ method: "POST", path: flow.hookPath, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body: Buffer.from(body) });
  // The second shares its payloads with the first, which is emptied while it is under way at the latest.
  await send();
  await send();
  await until("both runs to be over", async () => (await runtime().pool.query("select 1 from runs where finished_at is not null")).rowCount === 2);
  await dropData();
  await until("their data to be gone", async () => (await runtime().pool.query("select 1 from runs where input is not null")).rowCount === 0);
  expect(await tables()).toEqual([]);
  const id = present((await runtime().pool.query<{ id: string }>("select id from runs limit 1")).rows[0], "a run").id;
  const run = await readRun(engine.context, { run: id });
  expect(run).toMatchObject({ keepsData: false, status: "failed", keys: { Order: "A-1" }, input: null, error: { code: "http_422", message: "Not kept: this flow keeps no data." } });
  expect(run.steps.find((step) => step.node === nodeId("each"))?.counts).toMatchObject({ in: 2, rejected: 1 });
  expect(run.steps.every((step) => step.input === null && step.output === null && step.logs.length === 0)).toBe(true);
  await expect(previewReplay(engine.context, { run: id, version: "same" })).rejects.toThrow(/replay is off/);
}, 60_000);

test("a test-run of it keeps its data, and a flow that keeps data loses none", async () => {
  const bare = await engine.publish("tried", document());
  await keepRuns(engine.context, { flow: bare.id, days: 0, megabytes: null });
  const { run: tried } = await testFlow(engine.context, { flow: bare.id, input: { body: { order: "A-2", v: value, lines: [] }, headers: {}, query: {}, method: "POST", receivedAt: new Date().toISOString() } });
  const kept = await engine.publish("kept", buildDocument({ start: { type: "core/manual" } }, []));
  const { run: stays } = await startRun(engine.context, { flow: kept.id, input: {} });
  await until("both to be over", async () => (await runtime().pool.query("select 1 from runs where id = any($1) and finished_at is not null", [[tried, stays]])).rowCount === 2);
  await dropData();
  expect((await readRun(engine.context, { run: tried })).steps.find((step) => step.node === nodeId("hook"))?.output).toMatchObject({ kind: "inline" });
  expect((await readRun(engine.context, { run: stays })).input).toMatchObject({ kind: "inline" });
}, 60_000);
