import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createWaker } from "#inngest/embedded/waker.ts";
import { enqueueRuns } from "#inngest/embedded/enqueue.ts";
import { readHealth } from "#inngest/embedded/health.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { createLab, labRun, type Lab, type LabOptions } from "./engine-lab.ts";

let database: TestDatabase;
const labs: Lab[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
afterEach(async () => {
  await Promise.all(labs.splice(0).map((lab) => lab.executor.stop({ deadlineMs: 100 })));
  await database.pool.query("TRUNCATE engine.runs, engine.jobs, engine.steps, engine.workers, engine.starts");
});

async function start(functions: LabOptions["functions"], executor: LabOptions["executor"] = {}): Promise<Lab> {
  const lab = await createLab(database.pool, { functions, executor });
  labs.push(lab);
  return lab;
}

const trigger = { id: "f", triggers: [{ event: "lab/go" }] };

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await delay(10);
}

const jobs = async () => (await database.pool.query("SELECT leased_by, crashes, attempt FROM engine.jobs")).rows;

test.each([
  ["cron", { triggers: [{ cron: "0 0 * * *" }] }, /cron trigger/],
  ["an expression", { triggers: [{ event: "x", if: "event.data.n > 1" }] }, /expression/],
  ["batches", { batchEvents: { maxSize: 2, timeout: "1s" } }, /batchEvents/],
  ["debounce", { debounce: { period: "1s" } }, /debounce/],
  ["throttle", { throttle: { limit: 1, period: "1s" } }, /throttle/],
  ["a rate limit", { rateLimit: { limit: 1, period: "1s" } }, /rateLimit/],
  ["keyed concurrency", { concurrency: { limit: 1, key: "event.data.n" } }, /concurrency/],
  ["singleton", { singleton: { mode: "skip" } }, /singleton/],
  ["priority", { priority: { run: "1" } }, /priority/],
  ["idempotency", { idempotency: "event.data.n" }, /idempotency/],
  ["cancelOn", { cancelOn: [{ event: "stop" }] }, /cancel/],
  ["timeouts", { timeouts: { finish: "1h" } }, /timeouts/],
])("a function that asks for %s is refused by name at start", async (_, config, message) => {
  const refused = createLab(database.pool, { functions: (client) => [client.createFunction({ ...trigger, ...config } as never, async () => null)] });
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toThrow("lab-f");
});

test("a handler with another signing key is noticed at start", async () => {
  const other = `signkey-prod-${"cd".repeat(32)}`;
  const refused = createLab(database.pool, { functions: (client) => [client.createFunction(trigger, async () => null)], engine: { signingKey: other }, sdkSigningKey: `signkey-prod-${"ef".repeat(32)}` });
  await expect(refused).rejects.toThrow(/refused to list its functions: 401/);
});

test("no more runs than the concurrency are in flight", async () => {
  let inside = 0;
  let most = 0;
  const lab = await start((client) => [client.createFunction(trigger, async () => {
    most = Math.max(most, (inside += 1));
    await delay(5);
    inside -= 1;
  })], { concurrency: 3 });
  const ids = await lab.run(...Array.from({ length: 20 }, () => ({})));
  await Promise.all(ids.map((id) => lab.ended(id)));
  expect(most).toBe(3);
});

test("a lost wake-up only delays: polling finds the run", async () => {
  const lab = await start((client) => [client.createFunction(trigger, async () => "found")]);
  const run = labRun();
  await enqueueRuns(database.pool, [run]);
  expect(await lab.ended(run.id)).toMatchObject({ status: "completed", output: "found" });
});

test("another process wakes the executor through the database", async () => {
  const lab = await start((client) => [client.createFunction(trigger, async () => null)], { pollMs: 60_000 });
  await until(async () => (await readHealth(database.pool)).workersAlive === 1);
  const run = labRun();
  await enqueueRuns(database.pool, [run]);
  createWaker(database.pool, lab.engine.log)();
  expect(await lab.ended(run.id)).toMatchObject({ status: "completed" });
});

test("leases of a former life of the same instance are taken back at once", async () => {
  await enqueueRuns(database.pool, [labRun({ id: "left" })]);
  await database.pool.query("INSERT INTO engine.workers (id, instance_id) VALUES ('lab-1#dead', 'lab-1')");
  await database.pool.query("UPDATE engine.jobs SET leased_by = 'lab-1#dead', lease_until = clock_timestamp() + interval '1 hour', fence = nextval('engine.fence')");
  const lab = await start((client) => [client.createFunction(trigger, async ({ attempt }) => attempt)]);
  expect(await lab.ended("left")).toMatchObject({ status: "completed", output: 0 });
});

test("leases of a living executor are left alone by a second one of another instance", async () => {
  const release = Promise.withResolvers<void>();
  let calls = 0;
  const functions: LabOptions["functions"] = (client) => [client.createFunction(trigger, async () => { calls += 1; await release.promise; })];
  const first = await start(functions, { instanceId: "one", leaseMs: 300 });
  const [id = ""] = await first.run();
  await until(() => calls === 1);
  await start(functions, { instanceId: "two", leaseMs: 300 });
  // Longer than a lease: only heartbeats keep the second from taking it.
  await delay(700);
  release.resolve();
  await first.ended(id);
  expect(calls).toBe(1);
});

test("an executor that froze past its lease is fenced off: its checkpoint halts it, and its answer changes nothing", async () => {
  const frozen = Promise.withResolvers<void>();
  const ran: string[] = [];
  let calls = 0;
  const functions: LabOptions["functions"] = (client) => [client.createFunction(trigger, async ({ step }) => {
    const mine = (calls += 1);
    await step.run("a", async () => {
      if (mine === 1) await frozen.promise;
      ran.push(`a${mine}`);
    });
    await step.run("b", () => { ran.push(`b${mine}`); });
    return mine;
  })];
  const zombie = await start(functions, { instanceId: "one", concurrency: 1 });
  const [id = ""] = await zombie.run();
  await until(() => calls === 1);
  await database.pool.query("UPDATE engine.jobs SET lease_until = clock_timestamp() - interval '1 second'");
  const holder = await start(functions, { instanceId: "two", leaseMs: 150 });
  expect(await holder.ended(id)).toMatchObject({ status: "completed", output: 2 });
  frozen.resolve();
  await until(() => zombie.executor.inFlight() === 0);
  expect(ran).toEqual(["a2", "b2", "a1"]);
  expect(await jobs()).toEqual([]);
});

test("a step whose process dies five times is quarantined, and its owner is told", async () => {
  await enqueueRuns(database.pool, [labRun({ id: "poison" })]);
  let calls = 0;
  const lab = await start((client) => [client.createFunction(trigger, async () => {
    calls += 1;
    // The death of its process, as the database sees it: the lease is never renewed and runs out.
    await database.pool.query("UPDATE engine.jobs SET fence = nextval('engine.fence'), lease_until = clock_timestamp() - interval '1 second'");
  })], { leaseMs: 60 });
  expect(await lab.ended("poison")).toMatchObject({ status: "quarantined", error: { name: "QuarantinedError" } });
  expect(calls).toBe(5);
  await until(async () => (await jobs()).length === 0);
  expect(await readHealth(database.pool)).toMatchObject({ quarantined: 1, queued: 0, leased: 0 });
});

test("a stop waits for what is in flight and claims nothing more", async () => {
  const release = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const lab = await start((client) => [client.createFunction(trigger, async () => { begun.resolve(); await release.promise; return "whole"; })], { concurrency: 1 });
  const [id = ""] = await lab.run({}, {});
  await begun.promise;
  const stopped = lab.executor.stop({ deadlineMs: 10_000 });
  release.resolve();
  expect(await stopped).toEqual({ handedBack: 0 });
  expect(await lab.ended(id)).toMatchObject({ output: "whole" });
  expect((await readHealth(database.pool)).workersAlive).toBe(0);
  expect(await jobs()).toEqual([{ leased_by: null, crashes: 0, attempt: 0 }]);
});

test("a stop hands back at its deadline what is not done, and that is no crash", async () => {
  const release = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const lab = await start((client) => [client.createFunction(trigger, async () => { begun.resolve(); await release.promise; })]);
  await lab.run();
  await begun.promise;
  expect(await lab.executor.stop({ deadlineMs: 20 })).toEqual({ handedBack: 1 });
  expect(await jobs()).toEqual([{ leased_by: null, crashes: 0, attempt: 0 }]);
  release.resolve();
});

test("a call that never returns is given up as a failed attempt, and its slot is free again", async () => {
  let calls = 0;
  const lab = await start((client) => [client.createFunction(trigger, async () => {
    calls += 1;
    if (calls === 1) await new Promise(() => {});
    return "second";
  })], { concurrency: 1, maxCallMs: 50 });
  const [id = ""] = await lab.run();
  expect(await lab.ended(id)).toMatchObject({ output: "second" });
});

test("cut connections and refused statements lose nothing", async () => {
  const effects = new Map<string, number>();
  const lab = await start((client) => [client.createFunction(trigger, async ({ runId, step }) => {
    await step.run("effect", async () => { effects.set(runId, (effects.get(runId) ?? 0) + 1); await delay(3); });
    await step.run("second", () => null);
  })]);
  let isOver = false;
  const cutting = (async () => {
    while (!isOver) {
      await database.pool.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()").catch(() => {});
      await delay(40);
    }
  })();
  const runs = Array.from({ length: 60 }, () => labRun());
  for (const run of runs) {
    while (!(await enqueueRuns(database.pool, [run]).then(() => true, () => false)));
    lab.executor.wake();
  }
  await Promise.all(runs.map(({ id }) => lab.ended(id)));
  isOver = true;
  await cutting;
  expect(effects.size).toBe(60);
  await until(async () => (await jobs()).length === 0);
});

