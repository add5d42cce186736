import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { newId } from "#lib/ids.ts";
import { clock } from "#lib/server/clock.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { keepRuns } from "#lib/server/flows/keep-runs.ts";
import { pauseFlow } from "#lib/server/flows/pause-flow.ts";
import { resumeFlow } from "#lib/server/flows/resume-flow.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { bucketAt, bucketNow, type KeepDays, keepClasses, readBucket } from "#lib/server/retention/bucket.ts";
import { deleteOldEvents } from "#lib/server/retention/delete-old.ts";
import { lookAfterBuckets } from "#lib/server/retention/keep-retention.ts";
import { listBuckets, makePartitions } from "#lib/server/retention/partitions.ts";
import { decideWait } from "#lib/server/runs/decide-wait.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { replayRun } from "#lib/server/runs/replay-run.ts";
import { runtime } from "#lib/server/runtime.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

const dayMs = 86_400_000;
const shape = { type: "core/map", config: { fields: fields({ order: reference("hook", "body", "id"), big: reference("hook", "body", "big") }) } };
const hookMap = (): FlowDocument => buildDocument({ hook: { type: "core/webhook" }, shape }, ["hook -> shape"]);
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
afterEach(() => travel(0));

const realNow = clock.now;

/** Moves the clock that decides about buckets; what runs goes by its own. */
function travel(days: number): void {
  clock.now = () => realNow() + days * dayMs;
}

async function look(days: number): Promise<void> {
  travel(days);
  await lookAfterBuckets(runtime().pool, runtime().log);
  travel(0);
}

async function publish(document: FlowDocument, days: KeepDays, megabytes: number | null = null) {
  const flow = await engine.publish(newId("flow"), document);
  await keepRuns(engine.context, { flow: flow.id, days, megabytes });
  return flow;
}

async function post(hook: string, body: object): Promise<string> {
  const answer = await receiveHook({ method: "POST", path: hook, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify({ big: "", ...body })) });
  if (answer.event === null) throw new Error("The hook took nothing");
  return answer.event;
}

async function runOf(event: string): Promise<{ id: string; bucket: number; status: string; fence: number; bytes: number }> {
  const { rows } = await engine.database.pool.query("select id, bucket, status, fence, bytes from runs where event_id = $1", [event]);
  return rows[0];
}

const read = (run: string): Promise<RunDetail> => readRun(engine.context, { run });
const outputOf = (run: RunDetail, step: string): unknown => {
  const output = run.steps.find(({ node }) => node === nodeId(step))?.output;
  return output?.kind === "inline" ? output.value : output;
};

async function count(sql: string, values: unknown[] = []): Promise<number> {
  return Number((await engine.database.pool.query(`select count(*) as n from ${sql}`, values)).rows[0].n);
}

describe("a bucket", () => {
  test("says its class and when it may go, and holds neither more nor less than its span", () => {
    for (const days of keepClasses) {
      const made = Date.UTC(2026, 9, 14, 13, 37);
      const bucket = bucketAt(days, made);
      const facts = readBucket(bucket);
      expect(facts?.days).toBe(days);
      // Never before its days are over, and at most a span later.
      const stays = days === 0 ? 30 : days;
      expect(facts?.endsAt).toBeGreaterThanOrEqual(made + stays * dayMs);
      expect(facts?.endsAt).toBeLessThanOrEqual(made + (stays + { 0: 10, 1: 1, 7: 2, 30: 10, 365: 61 }[days]) * dayMs);
      expect(bucketAt(days, (facts?.nextAt ?? 0) - 1)).toBe(bucket);
      expect(bucketAt(days, facts?.nextAt ?? 0)).not.toBe(bucket);
    }
    expect(readBucket(0)).toBeNull();
  });

  test("a run, its steps and values are in the bucket of its flow's class; an event of several flows is kept by the longest", async () => {
    const own = await publish(hookMap(), 7);
    const listens = () => buildDocument({ event: { type: "core/event", config: { name: literal("kept/test") } }, shape: { type: "core/map", config: { fields: fields({ n: reference("event", "data", "n") }) } } }, ["event -> shape"]);
    const [short, long] = [await publish(listens(), 1), await publish(listens(), 365)];
    const event = await post(own.hookPath, { id: "a" });
    const { events } = await publishEvents(engine.context, { name: "kept/test", data: { n: 7 } });
    await engine.idle();
    const run = await runOf(event);
    expect(run.bucket).toBe(bucketNow(7));
    expect(run.bytes).toBeGreaterThan(0);
    expect(await count("step_runs where bucket = $1 and run_id = $2", [run.bucket, run.id])).toBe(2);
    // One copy of what came in: the event's and the run's.
    expect(await count("payloads p join events e on e.payload = p.hash where e.id = $1", [event])).toBe(1);
    const { rows } = await engine.database.pool.query("select flow_id as flow, bucket from runs where event_id = $1", [events[0]?.id]);
    expect(Object.fromEntries(rows.map((row) => [row.flow, row.bucket]))).toEqual({ [short.id]: bucketNow(1), [long.id]: bucketNow(365) });
    expect((await engine.database.pool.query("select bucket from events where id = $1", [events[0]?.id])).rows[0].bucket).toBe(bucketNow(365));
    for (const { id } of (await engine.database.pool.query("select id from runs where event_id = $1", [events[0]?.id])).rows) expect(outputOf(await read(id), "shape")).toEqual({ n: 7 });
  });
});

describe("its end", () => {
  test("finished runs go with their values, and the space comes back; other classes stay", async () => {
    const [short, long] = [await publish(hookMap(), 1), await publish(hookMap(), 30)];
    await makePartitions(runtime().pool, keepClasses.map((days) => bucketNow(days)));
    const noise = Array.from({ length: 4_000 }, () => Math.random().toString(36)).join("");
    const [going, staying] = [await post(short.hookPath, { id: "short", big: noise }), await post(long.hookPath, { id: "long" })];
    await engine.idle();
    const [gone, stays] = [await runOf(going), await runOf(staying)];
    // What it takes on disk, by table.
    const sizes = async (): Promise<number[]> => (await engine.database.pool.query("select pg_total_relation_size(c.oid)::int as n from pg_class c where c.relkind = 'r' and c.relname like '%\\_' || $1", [gone.bucket])).rows.map(({ n }) => n);
    const before = await sizes();
    await look(1);
    expect((await runOf(going)).id).toBe(gone.id);
    await look(3);
    expect(await runOf(going)).toBeUndefined();
    await expect(read(gone.id)).rejects.toMatchObject({ code: "not_found" });
    expect(await count("step_runs where run_id = $1", [gone.id])).toBe(0);
    expect(await listBuckets(runtime().pool)).not.toContain(gone.bucket);
    expect(before.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(noise.length / 2);
    expect(await sizes()).toEqual([]);
    expect(outputOf(await read(stays.id), "shape")).toMatchObject({ order: "long" });
    // The event is still known, so that one sent again is a duplicate.
    expect(await count("events where id = $1", [going])).toBe(1);
  });

  test("what waits moves on with all its values, and wakes as if nothing had been", async () => {
    const asks = buildDocument({
      hook: { type: "core/webhook" }, shape, ok: { type: "core/approval", config: { question: literal("Go on?"), who: literal("link") } },
      after: { type: "core/map", config: { fields: fields({ still: reference("shape", "order") }) } },
    }, ["hook -> shape", "shape -> ok", "ok.approved -> after"]);
    const flow = await publish(asks, 1);
    const event = await post(flow.hookPath, { id: "kept" });
    await expect.poll(async () => (await runOf(event)).status).toBe("waiting");
    const before = await runOf(event);
    await look(400);
    const moved = await runOf(event);
    // Whoever held it meanwhile may have taken it over again.
    expect(moved.fence).toBeGreaterThan(before.fence);
    expect(moved).toMatchObject({ id: before.id, status: "waiting", bucket: bucketAt(1, realNow() + 400 * dayMs) });
    expect(await count("payloads where bucket = $1", [before.bucket])).toBe(0);
    const wait = (await read(moved.id)).waits[0];
    expect(wait?.ask).not.toBeNull();
    await decideWait(engine.context, { run: moved.id, wait: wait?.id ?? "", decision: "approved", comment: "" });
    await expect.poll(async () => (await runOf(event)).status, { timeout: 10_000 }).toBe("succeeded");
    const run = await read(moved.id);
    expect(outputOf(run, "after")).toEqual({ still: "kept" });
    expect(run.input).toMatchObject({ kind: "inline" });
    expect(await count("step_runs where run_id = $1 and bucket <> $2", [moved.id, moved.bucket])).toBe(0);
  });

  test("a run that sleeps for a year in a bucket of a day wakes with its data", async () => {
    const nap = { type: "core/wait", config: { mode: literal("for"), amount: literal(365), unit: literal("days") } };
    const flow = await publish(buildDocument({ hook: { type: "core/webhook" }, shape, nap, after: { type: "core/map", config: { fields: fields({ still: reference("shape", "order"), big: reference("hook", "body", "big") }) } } }, ["hook -> shape", "shape -> nap", "nap -> after"]), 1);
    const event = await post(flow.hookPath, { id: "asleep", big: "x".repeat(10_000) });
    await expect.poll(async () => (await runOf(event)).status).toBe("waiting");
    const first = await runOf(event);
    // Day by day for a while, then at the year's end.
    for (const day of [2, 4, 6, 364]) await look(day);
    expect((await runOf(event)).bucket).toBe(bucketAt(1, realNow() + 364 * dayMs));
    expect(await listBuckets(runtime().pool)).not.toContain(first.bucket);
    await engine.database.pool.query("update step_runs set due_at = clock_timestamp() where run_id = $1 and due_at is not null", [first.id]);
    await engine.database.pool.query("update engine.jobs set due_at = clock_timestamp() where run_id like $1 || '%'", [first.id]);
    runtime().driver.wake();
    await expect.poll(async () => (await runOf(event)).status, { timeout: 15_000 }).toBe("succeeded");
    expect(outputOf(await read(first.id), "after")).toEqual({ still: "asleep", big: "x".repeat(10_000) });
  });

  test("a run that is held at this moment stays, with its bucket; the next look takes both", async () => {
    const flow = await publish(hookMap(), 7);
    const event = await post(flow.hookPath, { id: "held" });
    await engine.idle();
    const { id, bucket } = await runOf(event);
    await engine.database.pool.query("update runs set status = 'running', finished_at = null where id = $1", [id]);
    await look(30);
    expect(await runOf(event)).toMatchObject({ id, bucket });
    expect(outputOf(await read(id), "shape")).toMatchObject({ order: "held" });
    await engine.database.pool.query("update runs set status = 'succeeded', finished_at = now() where id = $1", [id]);
    await look(30);
    expect(await runOf(event)).toBeUndefined();
  });

  test("what a paused flow keeps outlives its bucket and runs when it is resumed", async () => {
    const flow = await publish(hookMap(), 1);
    await pauseFlow(engine.context, { flow: flow.id, reason: "for long" });
    const event = await post(flow.hookPath, { id: "kept back" });
    await look(100);
    await resumeFlow(engine.context, { flow: flow.id });
    await expect.poll(async () => (await runOf(event))?.status, { timeout: 10_000 }).toBe("succeeded");
    const run = await runOf(event);
    expect(run.bucket).toBe(bucketAt(1, realNow() + 100 * dayMs));
    expect(outputOf(await read(run.id), "shape")).toMatchObject({ order: "kept back" });
  });
});

describe("a replay", () => {
  test("has copies of what it reuses, and what the first run did is not done again after it is gone", async () => {
    const call = { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/sink`), send: literal("value"), bodyValue: reference("hook", "body") } };
    const flow = await publish(buildDocument({ hook: { type: "core/webhook" }, shape, call, last: { type: "core/map", config: { fields: fields({ from: reference("shape", "order") }) } } }, ["hook -> shape", "shape -> call", "call -> last"]), 1);
    const event = await post(flow.hookPath, { id: "again" });
    await engine.idle();
    const first = await runOf(event);
    await keepRuns(engine.context, { flow: flow.id, days: 30, megabytes: null });
    const { run: replayed } = await replayRun(engine.context, { run: first.id, from: nodeId("last"), version: "same", again: false });
    await engine.idle();
    const sent = target.received.length;
    await look(5);
    expect(await count("runs where id = $1", [first.id])).toBe(0);
    const copy = await read(replayed);
    expect(outputOf(copy, "shape")).toMatchObject({ order: "again" });
    expect(outputOf(copy, "last")).toEqual({ from: "again" });
    expect(await count("effects where run_id = $1 and status = 'confirmed'", [replayed])).toBe(1);
    const { run: third } = await replayRun(engine.context, { run: replayed, version: "same", again: false });
    await engine.idle();
    expect(target.received.length).toBe(sent);
    expect(outputOf(await read(third), "call")).toEqual(outputOf(copy, "call"));
    expect((await read(third)).status).toBe("succeeded");
  });
});

describe("limits and old rows", () => {
  test("past a flow's megabytes its oldest finished runs go, and their values with them; others' runs stay", async () => {
    const flow = await publish(hookMap(), 30);
    const other = await publish(hookMap(), 30);
    const noise = (seed: string): string => Array.from({ length: 40_000 }, (_, n) => Math.sin(n + seed.length * 7 + Number.parseInt(seed, 36)).toString(36).slice(3, 13)).join("");
    const events: string[] = [];
    for (const id of ["1", "2", "3", "4"]) {
      events.push(await post(flow.hookPath, { id, big: noise(id) }));
      await engine.idle();
    }
    const kept = await post(other.hookPath, { id: "1", big: noise("1") });
    await engine.idle();
    const before = await count("payloads where octet_length(body) > 100000");
    await keepRuns(engine.context, { flow: flow.id, days: 30, megabytes: 2 });
    await look(0);
    const left = await Promise.all(events.map(runOf));
    expect(left.map((run) => run !== undefined)).toEqual([false, false, false, true]);
    expect(left[3]?.bytes).toBeLessThan(2_000_000);
    expect(await count("payloads where octet_length(body) > 100000")).toBeLessThan(before);
    const run = await read((await runOf(kept)).id);
    expect(run.steps.map(({ output }) => output?.kind)).not.toContain(undefined);
    expect(run.steps.every(({ output }) => output !== null)).toBe(true);
  });

  test("events are forgotten after 30 days, but for those that are held; runs of no bucket go by their flow's days", async () => {
    const flow = await publish(hookMap(), 7);
    const [old, young] = [await post(flow.hookPath, { id: "old" }), await post(flow.hookPath, { id: "young" })];
    await engine.idle();
    await pauseFlow(engine.context, { flow: flow.id, reason: "to hold one" });
    const held = await post(flow.hookPath, { id: "held" });
    await engine.database.pool.query("update events set received_at = received_at - interval '31 days' where id = any($1)", [[old, held]]);
    expect(await deleteOldEvents(runtime().pool, engine.context.workspace.id)).toBe(1);
    expect((await engine.database.pool.query("select id from events where id = any($1)", [[old, young, held]])).rows.map(({ id }) => id).toSorted()).toEqual([young, held].toSorted());
    expect(await count("deliveries where event_id = $1", [old])).toBe(0);
    for (const table of ["step_runs", "payloads"]) await engine.database.pool.query(`update ${table} set bucket = 0 where bucket = $1`, [bucketNow(7)]);
    await engine.database.pool.query("update runs set bucket = 0, finished_at = finished_at - interval '8 days' where event_id = $1", [old]);
    await engine.database.pool.query("update runs set bucket = 0 where event_id = $1", [young]);
    await look(0);
    expect([await runOf(old), (await runOf(young)).bucket]).toEqual([undefined, 0]);
    expect(outputOf(await read((await runOf(young)).id), "shape")).toMatchObject({ order: "young" });
  });

  test("what came before a bucket had tables is moved into them", async () => {
    const flow = await publish(hookMap(), 365);
    const event = await post(flow.hookPath, { id: "early" });
    await engine.idle();
    const run = await runOf(event);
    const own = `payloads_${run.bucket}`;
    await makePartitions(runtime().pool, [run.bucket]);
    expect(await count(`payloads where bucket = $1 and tableoid = '${own}'::regclass`, [run.bucket])).toBeGreaterThan(0);
    expect(await count("payloads_default where bucket = $1", [run.bucket])).toBe(0);
    expect(outputOf(await read(run.id), "shape")).toMatchObject({ order: "early" });
  });
});
