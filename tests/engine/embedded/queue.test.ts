import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { enqueueRuns } from "#inngest/embedded/enqueue.ts";
import { readHealth } from "#inngest/embedded/health.ts";
import { claimJobs, type Delivery } from "#inngest/embedded/store/claim-jobs.ts";
import { completeRuns } from "#inngest/embedded/store/complete-runs.ts";
import { reclaimExpired, renewLeases } from "#inngest/embedded/store/lease.ts";
import { prune } from "#inngest/embedded/store/prune.ts";
import { retryJob } from "#inngest/embedded/store/retry-job.ts";
import { saveCheckpoint } from "#inngest/embedded/store/save-checkpoint.ts";
import { advanceRun } from "#inngest/embedded/store/advance-run.ts";
import { inTransaction } from "#inngest/embedded/store/statement.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { labRun } from "./engine-lab.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
afterEach(() => database.pool.query("TRUNCATE engine.runs, engine.jobs, engine.steps, engine.workers, engine.starts"));

function claim(slots: number, more: { worker?: string; leaseMs?: number; after?: string; suspectSlots?: number; suspectAgeMs?: number } = {}) {
  const { after = "", leaseMs = 30_000, suspectAgeMs = 0, suspectSlots = 1, worker = "w1" } = more;
  return claimJobs(database.pool, { workerId: worker, leaseMs, slots, suspectSlots, suspectAgeMs, after, inlineStateBytes: 1000 });
}

async function claimOne(worker: string, leaseMs = 30_000): Promise<Delivery> {
  const [delivery] = (await claim(1, { worker, leaseMs })).deliveries;
  if (delivery === undefined) throw new Error("nothing was due");
  return delivery;
}

async function count(table: "runs" | "jobs" | "steps"): Promise<number> {
  return Number((await database.pool.query(`SELECT count(*) AS n FROM engine.${table}`)).rows[0].n);
}

/** The lease as it would be after its time: the tests wait for no clock. */
const expire = () => database.pool.query("UPDATE engine.jobs SET lease_until = clock_timestamp() - interval '1 second' WHERE leased_by IS NOT NULL");

test("a run exists only if the caller's transaction commits", async () => {
  const rolledBack = inTransaction(database.pool, async (client) => {
    await enqueueRuns(client, [labRun()]);
    throw new Error("caller fails");
  });
  await expect(rolledBack).rejects.toThrow("caller fails");
  expect([await count("runs"), await count("jobs")]).toEqual([0, 0]);
  await inTransaction(database.pool, (client) => enqueueRuns(client, [labRun()]));
  expect([await count("runs"), await count("jobs")]).toEqual([1, 1]);
});

test("an id that is enqueued twice runs once", async () => {
  const run = labRun();
  await enqueueRuns(database.pool, [run, labRun(), run]);
  await enqueueRuns(database.pool, [run]);
  expect([await count("runs"), await count("jobs")]).toEqual([2, 2]);
});

test("two claimers at once never get the same job", async () => {
  await enqueueRuns(database.pool, Array.from({ length: 40 }, () => labRun()));
  const claims = await Promise.all(Array.from({ length: 8 }, (_, n) => claim(10, { worker: `w${n}` })));
  const keys = claims.flatMap(({ deliveries }) => deliveries.map(({ runId }) => runId));
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.length).toBeGreaterThan(0);
});

test("every outcome of a holder whose lease was lost is refused, and the newest holder's is taken", async () => {
  await enqueueRuns(database.pool, [labRun()]);
  const zombie = await claimOne("w1");
  await expire();
  expect(await reclaimExpired(database.pool, 5)).toHaveLength(1);
  const holder = await claimOne("w2");
  expect(holder.fence).toBeGreaterThan(zombie.fence);
  expect(holder.crashes).toBe(1);

  const memos = [{ id: "a", memo: '{"data":1}' }];
  expect(await saveCheckpoint(database.pool, zombie, memos)).toBe(false);
  expect(await advanceRun(database.pool, { job: zombie, requestVersion: 2, memos, planned: [] })).toBe(false);
  expect(await retryJob(database.pool, { job: zombie, due: { afterMs: 0 }, maxAttempts: 5, requestVersion: 2 })).toBe("stale");
  expect(await completeRuns(database.pool, [zombie])).toEqual([]);
  expect([await count("runs"), await count("jobs"), await count("steps")]).toEqual([1, 1, 0]);

  expect(await saveCheckpoint(database.pool, holder, memos)).toBe(true);
  expect(await completeRuns(database.pool, [holder, zombie])).toEqual([holder.runId]);
  expect([await count("runs"), await count("jobs"), await count("steps")]).toEqual([0, 0, 0]);
});

test("a heartbeat keeps what is held and nothing that was dropped", async () => {
  await enqueueRuns(database.pool, [labRun(), labRun()]);
  const { deliveries } = await claim(2);
  await expire();
  await renewLeases(database.pool, "w1", 30_000, [deliveries[0]?.fence ?? 0]);
  expect(await reclaimExpired(database.pool, 5)).toHaveLength(1);
});

test("crashes are counted apart from attempts, and progress forgives them", async () => {
  await enqueueRuns(database.pool, [labRun()]);
  for (let crash = 0; crash < 2; crash += 1) {
    await claimOne("w1");
    await expire();
    await reclaimExpired(database.pool, 5);
  }
  const held = await claimOne("w1");
  expect([held.crashes, held.attempt]).toEqual([2, 0]);
  await saveCheckpoint(database.pool, held, [{ id: "a", memo: '{"data":1}' }]);
  await expire();
  await reclaimExpired(database.pool, 5);
  expect((await claimOne("w1")).crashes).toBe(1);
});

test("after a third crash a job rests, twice as long after each further one, and is set aside after the fifth", async () => {
  await enqueueRuns(database.pool, [labRun()]);
  const rests: unknown[] = [];
  for (let crash = 0; crash < 5; crash += 1) {
    await claimOne("w1");
    await expire();
    await reclaimExpired(database.pool, 5);
    const { rows } = await database.pool.query<{ rest: string }>("select case when isfinite(due_at) then round(extract(epoch from due_at - clock_timestamp()) + 0.4)::text else 'for good' end as rest from engine.jobs");
    rests.push(rows[0]?.rest);
    await database.pool.query("update engine.jobs set due_at = clock_timestamp() where isfinite(due_at)");
  }
  expect(rests).toEqual(["0", "0", "1", "2", "for good"]);
});

test("of the jobs that were in a crash twice, one runs at a time", async () => {
  await enqueueRuns(database.pool, Array.from({ length: 5 }, () => labRun()));
  await database.pool.query("UPDATE engine.jobs SET crashes = 2");
  await enqueueRuns(database.pool, [labRun()]);
  expect((await claim(4)).deliveries.map(({ crashes }) => crashes).toSorted()).toEqual([0, 2]);
  expect((await claim(4, { suspectSlots: 0 })).deliveries).toEqual([]);
});

test("what is left for a process apart is told, and taken by anybody once nobody came for it", async () => {
  const old = labRun();
  await enqueueRuns(database.pool, [old, labRun()]);
  await database.pool.query("UPDATE engine.jobs SET crashes = 2, due_at = clock_timestamp() - CASE run_id WHEN $1 THEN interval '2 minutes' ELSE interval '1 second' END", [old.id]);
  const first = await claim(4, { suspectAgeMs: 60_000 });
  expect([first.deliveries.map(({ runId }) => runId), first.leftSuspects]).toEqual([[old.id], true]);
  expect(await claim(4, { suspectAgeMs: 60_000 })).toMatchObject({ deliveries: [], leftSuspects: true });
  const apart = await claim(0, { worker: "apart" });
  expect([apart.deliveries.length, apart.leftSuspects]).toEqual([1, false]);
  expect(await claim(4, { suspectAgeMs: 60_000 })).toMatchObject({ deliveries: [], leftSuspects: false });
});

test("groups take turns, whatever the length of their queues", async () => {
  await enqueueRuns(database.pool, Array.from({ length: 50 }, () => labRun({ group: "big" })));
  await enqueueRuns(database.pool, [labRun({ group: "small" }), labRun({ group: "zero" }), labRun({ group: "zero" })]);
  const served: string[] = [];
  let after = "";
  for (let turn = 0; turn < 6; turn += 1) {
    const [delivery] = (await claim(1, { after })).deliveries;
    after = delivery?.groupId ?? after;
    served.push(after);
  }
  expect(served).toEqual(["big", "small", "zero", "big", "zero", "big"]);
});

test("a claim of many slots takes one of each group before a second of any", async () => {
  await enqueueRuns(database.pool, Array.from({ length: 50 }, () => labRun({ group: "big" })));
  await enqueueRuns(database.pool, ["a", "m", "z"].map((group) => labRun({ group })));
  const groups = (await claim(6, { after: "m" })).deliveries.map(({ groupId }) => groupId);
  expect(groups).toEqual(["z", "a", "big", "m", "big", "big"]);
});

test("within a group the oldest runs first, moved by its priority", async () => {
  const runs = [labRun({ id: "first" }), labRun({ id: "second" }), labRun({ id: "late", priority: -60 }), labRun({ id: "early", priority: 60 })];
  await enqueueRuns(database.pool, runs);
  expect((await claim(10)).deliveries.map(({ runId }) => runId)).toEqual(["early", "first", "second"]);
});

test("a claim says when the next job is due", async () => {
  await enqueueRuns(database.pool, [labRun({ priority: -5 }), labRun({ group: "two", priority: -3 })]);
  const { deliveries, nextDueMs } = await claim(5);
  expect(deliveries).toEqual([]);
  expect(nextDueMs).toBeGreaterThan(2000);
  expect(nextDueMs).toBeLessThanOrEqual(3000);
});

test("steps completed side by side end in one discovery", async () => {
  await enqueueRuns(database.pool, [labRun()]);
  const root = await claimOne("w1");
  const planned = ["a", "b", "c"].map((stepId) => ({ kind: "step" as const, stepId, due: { afterMs: 0 }, parallel: true, race: false }));
  await advanceRun(database.pool, { job: root, requestVersion: 2, memos: [], planned });
  const { deliveries } = await claim(10);
  expect(deliveries.map(({ parallel, stepId }) => [stepId, parallel])).toEqual([["a", true], ["b", true], ["c", true]]);
  const settled = await Promise.all(
    deliveries.map((job) => advanceRun(database.pool, { job, requestVersion: 2, memos: [{ id: job.stepId ?? "", memo: '{"data":0}' }], planned: [] })),
  );
  expect(settled).toEqual([true, true, true]);
  const next = (await claim(10)).deliveries;
  expect(next.map(({ kind }) => kind)).toEqual(["discover"]);
  expect(next[0]?.stack.toSorted()).toEqual(["a", "b", "c"]);
});

test("health shows queue, waits, holders and the age of the oldest", async () => {
  await enqueueRuns(database.pool, [labRun(), labRun({ priority: 9 }), labRun({ priority: -60 })]);
  await claim(1);
  const health = await readHealth(database.pool);
  expect(health).toMatchObject({ queued: 2, due: 1, leased: 1, later: 1, failed: 0, quarantined: 0, workersAlive: 0 });
  expect(health.oldestDueMs).toBeGreaterThanOrEqual(0);
});

test("pruning removes failed runs past their retention only", async () => {
  await enqueueRuns(database.pool, [labRun({ id: "old" }), labRun({ id: "new" }), labRun({ id: "running" })]);
  await database.pool.query("UPDATE engine.runs SET status = 'failed', ended_at = clock_timestamp() - CASE id WHEN 'old' THEN interval '2 days' ELSE interval '1 hour' END WHERE id <> 'running'");
  await prune(database.pool, 86_400_000);
  const { rows } = await database.pool.query<{ id: string }>("SELECT id FROM engine.runs ORDER BY id");
  expect(rows.map(({ id }) => id)).toEqual(["new", "running"]);
});

