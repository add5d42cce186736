import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { present } from "#lib/assert.ts";
import { runRequested } from "#inngest/events.ts";
import { createDriver } from "#inngest/drivers.ts";
import { startWorker } from "#inngest/worker.ts";
import { handOverRun } from "#lib/server/engine/hand-over-run.ts";
import { launchVariables } from "#lib/server/launch-variables.ts";
import { cancelRun } from "#lib/server/runs/cancel-run.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { startRun } from "#lib/server/runs/start-run.ts";
import { runtime, setRuntime } from "#lib/server/runtime.ts";
import { buildDocument, hookMapRequest, literal } from "#tests/support/build-document.ts";
import { testEnv } from "#tests/support/test-env.ts";
import { until } from "#tests/support/until.ts";
import { type ServerEngine, startServerEngine } from "./server-engine.ts";

let engine: ServerEngine;
beforeEach(async () => {
  engine = await startServerEngine({ patienceMs: 1_000 });
});
afterEach(() => engine.stop());

const health = async () => present(await runtime().driver.health?.(), "the queue");
const runsOf = async () => (await engine.database.pool.query<{ id: string; status: string }>("select id, status from runs order by id")).rows;
const toldOf = () => engine.number("select count(*) as n from inngest_runs");
const bodies = () => engine.target.received.map((call) => call.body).toSorted();

function posts(amount: number, unit: string) {
  const post = (path: string) => ({ type: "http/request", config: { method: literal("POST"), url: literal(`${engine.target.url}/${path}`), send: literal("value"), bodyValue: literal({ path }) } });
  return buildDocument({ t: { type: "core/manual" }, a: post("before"), w: { type: "core/wait", config: { amount: literal(amount), unit: literal(unit) } }, b: post("after") }, ["t -> a", "a -> w", "w -> b"]);
}

async function waiting(run: string): Promise<void> {
  await until("the run to wait", async () => (await readRun(engine.context, { run })).status === "waiting");
}

test("what arrives while the server is away is accepted, shown as waiting, and runs once when it is back", { timeout: 60_000 }, async () => {
  const flow = await engine.publish("hook", hookMapRequest(`${engine.target.url}/in`));
  await engine.server.down({ forgets: false });
  const sent = Array.from({ length: 30 }, (_, n) => `order-${n}`);
  for (const action of sent) await engine.post(flow.hookPath, { action });
  expect((await runsOf()).map((run) => run.status)).toEqual(sent.map(() => "queued"));
  const away = await until("health to tell", async () => {
    const seen = await health();
    return seen.server?.problem ? seen : null;
  });
  expect(away).toMatchObject({ queued: 30, server: { outbox: 30, problem: expect.stringMatching(/cannot be reached \(ECONNREFUSED\)/) } });

  await engine.server.up();
  await engine.idle();
  expect(bodies().map((body) => JSON.parse(body).action)).toEqual(sent.toSorted());
  // Ids only: nothing that arrived has left for the server.
  await until("the server to have all answers", () => engine.server.open() === 0 && engine.server.calls.length >= 30);
  expect(JSON.stringify(engine.server.calls)).not.toContain("order-");
  await until("nothing to be left to tell", async () => (await toldOf()) === 0);
  await until("health to be well", async () => (await health()).server?.problem === null);
});

test("a server that loses its memory loses no run: queued, in flight or waiting, each goes on and does nothing twice", { timeout: 90_000 }, async () => {
  const flow = await engine.publish("wait", posts(7, "seconds"));
  const hook = await engine.publish("hook", hookMapRequest(`${engine.target.url}/in`));
  engine.target.answer = (call) => ({ status: 200, delayMs: call.url === "/in" ? 1_500 : 0 });
  const runs = await Promise.all(Array.from({ length: 5 }, async () => (await startRun(engine.context, { flow: flow.id, input: {} })).run));
  for (const run of runs) await waiting(run);
  await until("the server to wait for them", async () => (await health()).sleeping === 5);
  for (let n = 0; n < 5; n += 1) await engine.post(hook.hookPath, { action: `flying-${n}` });
  await until("the calls in flight", () => engine.target.received.filter((call) => call.url === "/in").length === 5);

  await engine.server.down({ forgets: true });
  for (let n = 0; n < 5; n += 1) await engine.post(hook.hookPath, { action: `queued-${n}` });
  await engine.server.up();
  expect(engine.server.functions()).toEqual([]);

  await engine.idle();
  expect((await runsOf()).map((run) => run.status)).toEqual(Array.from({ length: 15 }, () => "succeeded"));
  const paths = engine.target.received.map((call) => call.url).toSorted();
  expect(paths).toEqual([...Array(5).fill("/after"), ...Array(5).fill("/before"), ...Array(10).fill("/in")]);
  await until("nothing to be left to tell", async () => (await toldOf()) === 0);
});

test("a worker that is killed with runs in flight loses none of them", { timeout: 120_000 }, async () => {
  const flow = await engine.publish("hook", hookMapRequest(`${engine.target.url}/in`));
  engine.target.answer = () => ({ status: 200, delayMs: 40 });
  const env = { ...testEnv(engine.database.url, engine.changes), encryptionKey: runtime().env.encryptionKey };
  await engine.stopWorker();
  setRuntime({ ...runtime(), pool: engine.database.pool, driver: createDriver(env.inngest, engine.database.pool, runtime().log) });
  const entry = fileURLToPath(new URL("../../../lib/launch/worker.ts", import.meta.url));
  const start = (): ChildProcess => spawn(process.execPath, [...process.execArgv, entry], { env: { ...process.env, ...launchVariables(env) }, stdio: ["ignore", "ignore", "inherit", "ipc"] });

  let worker = start();
  const sent = Array.from({ length: 60 }, (_, n) => `order-${n}`);
  for (const action of sent) await engine.post(flow.hookPath, { action });
  for (let kill = 1; kill <= 2; kill += 1) {
    const before = engine.target.received.length;
    await until("calls to arrive", () => engine.target.received.length >= before + 8);
    worker.kill("SIGKILL");
    await once(worker, "exit");
    worker = start();
  }
  await until("all runs to end", async () => (await runsOf()).every((run) => run.status === "succeeded"), 90_000);
  worker.kill("SIGKILL");
  await once(worker, "exit");
  expect(new Set(bodies().map((body) => JSON.parse(body).action))).toEqual(new Set(sent));
  // Repeated is only what was under way, and under the same key.
  const keys = engine.target.received.map((call) => call.headers["idempotency-key"]);
  expect(new Set(keys).size).toBe(60);
});

test("two function runs of one run change nothing twice, and the earlier round of a run that was told again ends at once", { timeout: 60_000 }, async () => {
  engine.target.answer = () => ({ status: 200, delayMs: 400 });
  const flow = await engine.publish("wait", posts(1, "seconds"));
  const { run } = await startRun(engine.context, { flow: flow.id, input: {} });
  await until("the first call", () => engine.target.received.length === 1);
  const { workspace } = engine.context;
  const send = async (round: number) => {
    const { inngest } = engine.changes;
    const body = JSON.stringify([{ name: runRequested("batch"), id: `again-${round}-${Math.random()}`, data: { runId: run, workspaceId: workspace.id, pattern: "batch", part: 1, round } }]);
    expect((await fetch(`${engine.server.url}/e/${inngest?.eventKey}`, { method: "POST", body })).status).toBe(200);
  };
  for (const round of [1, 1, 0]) await send(round);
  await until("all function runs to end", async () => (await readRun(engine.context, { run })).status === "succeeded");
  expect(engine.target.received.map((call) => call.url)).toEqual(["/before", "/after"]);
  const steps = await engine.number(`select count(*) as n from attempts where run_id = '${run}'`);
  expect(steps).toBe(2);
  const late = engine.server.calls.filter((call) => call.event.data["round"] === 0);
  expect(late.map((call) => call.ops)).toEqual([["StepRun", "RunComplete"]]);
});

test("a cancelled run ends on the server too", { timeout: 60_000 }, async () => {
  const flow = await engine.publish("wait", posts(5, "days"));
  const { run } = await startRun(engine.context, { flow: flow.id, input: {} });
  await waiting(run);
  await until("the server to know the wait", () => engine.server.open() === 1 && engine.server.calls.at(-1)?.ops.includes("WaitForEvent"));
  await cancelRun(engine.context, { run });
  await until("the server to end it", () => engine.server.open() === 0);
  await until("nothing to be left to tell", async () => (await toldOf()) === 0);
  expect((await runsOf()).map(({ status }) => status)).toEqual(["cancelled"]);
});

test("a run goes on in another function run when one has walked long enough", { timeout: 60_000 }, async () => {
  const flow = await engine.publish("wait", posts(6, "seconds"));
  const { run } = await startRun(engine.context, { flow: flow.id, input: {} });
  await waiting(run);
  await until("its hold to be given back", async () => (await health()).running === 0);
  const pattern = present((await engine.database.pool.query("select pattern from runs")).rows[0], "the run").pattern;
  for (let twice = 0; twice < 2; twice += 1) await handOverRun({ runId: run, workspaceId: engine.context.workspace.id, pattern, part: 1 });
  await engine.idle();
  await until("both function runs to end", () => engine.server.open() === 0);
  expect(engine.target.received.map((call) => call.url)).toEqual(["/before", "/after"]);
  expect([...new Set(engine.server.calls.map((call) => call.event.data["part"]))].toSorted()).toEqual([1, 2]);
});

test("a run whose holders die at one step is set aside at the fifth death", { timeout: 60_000 }, async () => {
  const flow = await engine.publish("wait", posts(5, "days"));
  const { run } = await startRun(engine.context, { flow: flow.id, input: {} });
  await waiting(run);
  await until("its hold to be given back", async () => (await health()).running === 0);
  await engine.database.pool.query("update inngest_runs set crashes = 4, held_by = 'dead', held_until = clock_timestamp() - interval '1 second', due_at = clock_timestamp()");
  await until("it to be set aside", async () => (await readRun(engine.context, { run })).status === "failed");
  expect((await readRun(engine.context, { run })).error?.code).toBe("quarantined");
});

test("runs that another executor had begun go on under the one that is started next, both ways", { timeout: 60_000 }, async () => {
  const flow = await engine.publish("wait", posts(6, "seconds"));
  const { run } = await startRun(engine.context, { flow: flow.id, input: {} });
  await waiting(run);
  await engine.stopWorker();

  const { inngest: _, ...rest } = engine.changes;
  const embedded = await startWorker({ ...testEnv(engine.database.url, rest), encryptionKey: runtime().env.encryptionKey });
  const second = (await startRun(engine.context, { flow: flow.id, input: {} })).run;
  await until("the second to wait", async () => (await readRun(engine.context, { run: second })).status === "waiting");
  await until("the first to end", async () => (await readRun(engine.context, { run })).status === "succeeded");
  await embedded.stop(1_000);

  const again = await startWorker({ ...testEnv(engine.database.url, engine.changes), encryptionKey: runtime().env.encryptionKey });
  await engine.idle();
  await again.stop(1_000);
  expect((await runsOf()).map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
  expect(engine.target.received.map((call) => call.url).toSorted()).toEqual(["/after", "/after", "/before", "/before"]);
});
