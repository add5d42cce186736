import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databaseOf } from "#db/client.ts";
import { findSubscription } from "#db/queries/flows.ts";
import { AppError } from "#lib/errors.ts";
import type { Json } from "#lib/json.ts";
import type { MissedPolicy, Schedule } from "#lib/flow/schedule/schedule.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { deleteFlow } from "#lib/server/flows/delete-flow.ts";
import { listFlows } from "#lib/server/flows/list-flows.ts";
import { pauseFlow } from "#lib/server/flows/pause-flow.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { resumeFlow } from "#lib/server/flows/resume-flow.ts";
import { saveDraft } from "#lib/server/flows/save-draft.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { startRun } from "#lib/server/runs/start-run.ts";
import { fireDue } from "#lib/server/schedules/fire-due.ts";
import { listOccurrences } from "#lib/server/schedules/list-occurrences.ts";
import { present } from "#lib/assert.ts";
import { bindRuntime } from "#tests/support/bind-runtime.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { newWorkspace, plantDue, publishSchedule, scheduled } from "#tests/support/schedule-lab.ts";
import { until } from "#tests/support/until.ts";

const hourMs = 3_600_000;
let database: TestDatabase;
let context: WorkspaceContext;
let pool: { end(): Promise<void> };

beforeAll(async () => {
  database = await createTestDatabase();
  pool = bindRuntime(database.url);
  context = await newWorkspace(database.pool);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const hourly: Schedule = { mode: "interval", every: 1, unit: "hours", zone: "UTC" };

async function subscriptionOf(flow: string) {
  return present(await findSubscription(databaseOf(database.pool), context.workspace.id, flow), "the subscription");
}

async function nextOf(flow: string): Promise<Date> {
  return present((await subscriptionOf(flow)).nextAt, "the next time");
}

/** The database's clock, so many milliseconds past the flow's next occurrence. */
async function past(flow: string, ms: number): Promise<Date> {
  return new Date((await nextOf(flow)).getTime() + ms);
}

async function told(flow: string, limit = 200) {
  return (await listOccurrences(context, { flow, limit })).occurrences;
}

async function counts(flow: string): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ status: string; n: number }>("select status, count(*)::int as n from schedule_occurrences where flow_id = $1 group by status", [flow]);
  const runs = await database.pool.query<{ n: number }>("select count(*)::int as n from runs where flow_id = $1", [flow]);
  return { ...Object.fromEntries(rows.map(({ status, n }) => [status, n])), runs: runs.rows[0]?.n ?? 0 };
}

async function publishAgain(flow: string, baseRevision: number, schedule: Schedule, more = {}) {
  const saved = await saveDraft(context, { flow, baseRevision, document: scheduled(schedule, more) });
  return await publishFlow(context, { flow, baseRevision: saved.draftRevision, message: "" });
}

describe("an occurrence", () => {
  test("starts one run with what the trigger puts out, and the next one follows from the schedule", async () => {
    const flow = await publishSchedule(context, { mode: "daily", times: ["08:30"], weekdays: ["mon", "tue", "wed", "thu", "fri"], zone: "Europe/Berlin" });
    expect(flow.pattern).toBe("batch");
    const first = await nextOf(flow.id);
    expect(await fireDue(new Date(first.getTime() - 1))).toBe(0);
    expect(await fireDue(first)).toBe(1);
    expect(await fireDue(first)).toBe(0);
    const second = await nextOf(flow.id);
    expect(await fireDue(second)).toBe(1);
    const { runs } = await listRuns(context, { flow: flow.id, limit: 10 });
    expect(runs.map((run) => [run.startedBy, run.pattern, run.version, run.eventId])).toEqual([["schedule", "batch", 1, null], ["schedule", "batch", 1, null]]);
    const inputs = await Promise.all(runs.map(async ({ id }) => (await readRun(context, { run: id })).input));
    const localDate = (at: Date) => `${new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(at)}T08:30:00`;
    expect(inputs).toMatchObject([
      { value: { scheduledAt: second.toISOString(), localTime: localDate(second), zone: "Europe/Berlin", previous: first.toISOString() } },
      { value: { scheduledAt: first.toISOString(), localTime: localDate(first), zone: "Europe/Berlin", previous: null } },
    ]);
    expect((await told(flow.id)).map(({ at, status, run }) => [at, status, run?.id, run?.status])).toEqual([
      [second.toISOString(), "started", runs[0]?.id, "queued"], [first.toISOString(), "started", runs[1]?.id, "queued"],
    ]);
  });

  test("is never started before the database's clock says so", async () => {
    const flow = await publishSchedule(context, hourly);
    const { rows } = await database.pool.query<{ now: Date }>("select now() as now");
    expect((await nextOf(flow.id)).getTime()).toBeGreaterThan(present(rows[0], "the clock").now.getTime());
    expect(await fireDue()).toBe(0);
    await database.pool.query("update subscriptions set next_at = date_trunc('hour', now()) where flow_id = $1", [flow.id]);
    expect(await fireDue()).toBe(1);
    const early = await database.pool.query("select 1 from schedule_occurrences where scheduled_at > created_at and flow_id = $1", [flow.id]);
    expect(early.rowCount).toBe(0);
  });

  test("started late moves no later one (mutant M6: the last time plus the interval)", async () => {
    const flow = await publishSchedule(context, { mode: "daily", times: ["02:30"], weekdays: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], zone: "America/New_York" });
    await database.pool.query("update subscriptions set next_at = '2027-03-13T07:30Z' where flow_id = $1", [flow.id]);
    for (const late of [0, 20_000, 59_000, 1_000]) await fireDue(await past(flow.id, late));
    expect((await told(flow.id)).map(({ at, localTime, status }) => [at, localTime, status]).toReversed()).toEqual([
      ["2027-03-13T07:30:00.000Z", "2027-03-13T02:30:00", "started"],
      ["2027-03-14T07:00:00.000Z", "2027-03-14T03:00:00", "started"],
      ["2027-03-15T06:30:00.000Z", "2027-03-15T02:30:00", "started"],
      ["2027-03-16T06:30:00.000Z", "2027-03-16T02:30:00", "started"],
    ]);
    expect((await nextOf(flow.id)).toISOString()).toBe("2027-03-17T06:30:00.000Z");
  });

  test("comes again for no look that starts too early", async () => {
    const flow = await publishSchedule(context, hourly);
    const first = await nextOf(flow.id);
    await fireDue(first);
    // As after a restore, or a process that died after its commit and before it knew.
    await database.pool.query("update subscriptions set next_at = $2 where flow_id = $1", [flow.id, first]);
    expect(await fireDue(first)).toBe(0);
    expect(await counts(flow.id)).toEqual({ started: 1, runs: 1 });
    expect((await nextOf(flow.id)).getTime()).toBe(first.getTime() + hourMs);
  });

  test("that could not be committed whole is not there at all, and comes at the next look", async () => {
    const flow = await publishSchedule(context, hourly);
    const due = await nextOf(flow.id);
    const lock = await database.pool.connect();
    await lock.query("begin");
    await lock.query("lock table runs in exclusive mode");
    const firing = fireDue(due).then(() => "fired", (error: unknown) => (error instanceof Error ? "cut" : "?"));
    // It has stored the occurrence, and waits to store the run.
    const { pid } = await until("the look to be held up", async () => (await database.pool.query<{ pid: number }>("select pid from pg_locks where not granted and relation = 'runs'::regclass")).rows[0]);
    await database.pool.query("select pg_terminate_backend($1)", [pid]);
    expect(await firing).toBe("cut");
    await lock.query("rollback");
    lock.release();
    expect(await counts(flow.id)).toEqual({ runs: 0 });
    expect(await fireDue(due)).toBe(1);
    expect(await counts(flow.id)).toEqual({ started: 1, runs: 1 });
  });
});

test("a schedule that cannot be read any more delays no other, and stays due", async () => {
  const [broken, whole] = [await publishSchedule(context, hourly), await publishSchedule(context, hourly)];
  const due = await nextOf(whole.id);
  await database.pool.query(`update subscriptions set settings = jsonb_set(settings, '{schedule,zone}', '"Mars/Base"') where flow_id = $1`, [broken.id]);
  expect(await fireDue(due)).toBe(1);
  expect(await counts(whole.id)).toEqual({ started: 1, runs: 1 });
  expect(await nextOf(broken.id)).toEqual(new Date(due.getTime() + hourMs));
  await deleteFlow(context, { flow: broken.id });
});

describe("missed occurrences", () => {
  const lateMs = 10 * 60_000;

  test.each<[MissedPolicy, number, Record<string, number>]>([
    ["skip", 24, { skipped: 73, runs: 0 }], ["latest", 24, { started: 1, skipped: 72, runs: 1 }], ["all", 24, { started: 24, missed: 49, runs: 24 }], ["all", 200, { started: 73, runs: 73 }],
  ])("three days away, %s within %d h", async (missed, catchUpHours, wanted) => {
    const flow = await publishSchedule(context, hourly, { missed, catchUpHours });
    const first = await nextOf(flow.id);
    const back = new Date(first.getTime() + 72 * hourMs + lateMs);
    await fireDue(back);
    expect(await counts(flow.id)).toEqual(wanted);
    const occurrences = await told(flow.id);
    expect(occurrences.map(({ at }) => at)).toEqual(Array.from({ length: 73 }, (_, index) => new Date(first.getTime() + (72 - index) * hourMs).toISOString()));
    expect((await nextOf(flow.id)).getTime()).toBe(first.getTime() + 73 * hourMs);
    // Oldest first: each was told of the one before it.
    const started = occurrences.filter(({ status }) => status === "started");
    for (const [index, { run }] of started.slice(0, 3).entries()) {
      expect((await readRun(context, { run: run?.id ?? "" })).input).toMatchObject({ value: { previous: started[index + 1]?.at ?? null } });
    }
    await deleteFlow(context, { flow: flow.id });
  });

  test("ten minutes away, each minute: the policy counts, not the crash", async () => {
    const each: Schedule = { mode: "cron", cron: "* * * * *", zone: "UTC" };
    const flows = await Promise.all((["skip", "latest", "all"] as const).map((missed) => publishSchedule(context, each, { missed })));
    const firsts = await Promise.all(flows.map(({ id }) => nextOf(id)));
    const begin = Math.max(...firsts.map((first) => first.getTime()));
    for (const flow of flows) await database.pool.query("update subscriptions set next_at = $2 where flow_id = $1", [flow.id, new Date(begin)]);
    // The eleventh is 30 s late, which is in time.
    await fireDue(new Date(begin + 10 * 60_000 + 30_000));
    expect(await Promise.all(flows.map(({ id }) => counts(id)))).toEqual([{ started: 1, skipped: 10, runs: 1 }, { started: 1, skipped: 10, runs: 1 }, { started: 11, runs: 11 }]);
    for (const flow of flows) await deleteFlow(context, { flow: flow.id });
  });

  test("a return starts a thousand at most and tells the older ones as one", async () => {
    const each: Schedule = { mode: "interval", every: 1, unit: "minutes", zone: "UTC" };
    const flow = await publishSchedule(context, each, { missed: "all", catchUpHours: 100 });
    const first = await nextOf(flow.id);
    await Promise.all([fireDue(new Date(first.getTime() + 1_499 * 60_000)), fireDue(new Date(first.getTime() + 1_499 * 60_000))]);
    expect(await counts(flow.id)).toEqual({ started: 1_000, missed: 1, runs: 1_000 });
    const { occurrences, next } = await listOccurrences(context, { flow: flow.id, cursor: new Date(first.getTime() + 501 * 60_000).toISOString(), limit: 2 });
    expect(occurrences.map(({ at, through, status }) => [at, through, status])).toEqual([
      [new Date(first.getTime() + 500 * 60_000).toISOString(), null, "started"], [first.toISOString(), new Date(first.getTime() + 499 * 60_000).toISOString(), "missed"],
    ]);
    expect(next).toBeNull();
    await deleteFlow(context, { flow: flow.id });
  }, 60_000);
});

describe("pause and resume", () => {
  test.each<[MissedPolicy, Record<string, number>]>([["skip", { skipped: 5, runs: 0 }], ["latest", { started: 1, skipped: 4, runs: 1 }], ["all", { started: 5, runs: 5 }]])("what came meanwhile is treated as missed at the resume: %s", async (missed, wanted) => {
    const flow = await publishSchedule(context, hourly, { missed });
    const first = await nextOf(flow.id);
    await pauseFlow(context, { flow: flow.id, reason: "holidays" });
    const back = new Date(first.getTime() + 4 * hourMs + 120_000);
    expect(await fireDue(back)).toBe(0);
    expect(await counts(flow.id)).toEqual({ runs: 0 });
    expect(await listOccurrences(context, { flow: flow.id, limit: 10 })).toMatchObject({ schedule: { state: "paused", upcoming: [] } });
    await resumeFlow(context, { flow: flow.id });
    await fireDue(back);
    expect(await counts(flow.id)).toEqual(wanted);
    await deleteFlow(context, { flow: flow.id });
  });
});

describe("publishing", () => {
  test("an unchanged schedule goes on where it was, with the new version", async () => {
    const flow = await publishSchedule(context, hourly, { missed: "all" });
    await database.pool.query("update subscriptions set next_at = date_trunc('hour', now()) - interval '2 hours' where flow_id = $1", [flow.id]);
    const before = await nextOf(flow.id);
    await publishAgain(flow.id, flow.draftRevision, { zone: "UTC", unit: "hours", every: 1, mode: "interval" } as Schedule, { missed: "latest" });
    expect(await nextOf(flow.id)).toEqual(before);
    await fireDue();
    expect(await counts(flow.id)).toEqual({ started: 1, skipped: 2, runs: 1 });
    expect((await listRuns(context, { flow: flow.id, limit: 1 })).runs[0]?.version).toBe(2);
    await deleteFlow(context, { flow: flow.id });
  });

  test("a changed one counts from now, also while paused", async () => {
    const flow = await publishSchedule(context, hourly, { missed: "all" });
    await database.pool.query("update subscriptions set next_at = date_trunc('hour', now()) - interval '2 hours' where flow_id = $1", [flow.id]);
    await pauseFlow(context, { flow: flow.id, reason: "change" });
    await publishAgain(flow.id, flow.draftRevision, { ...hourly, every: 2 }, { missed: "all" });
    expect((await nextOf(flow.id)).getTime()).toBeGreaterThan(Date.now() - 1_000);
    await resumeFlow(context, { flow: flow.id });
    expect(await fireDue()).toBe(0);
    await deleteFlow(context, { flow: flow.id });
  });

  test("a schedule that is wrong is refused in words, and one that is gone starts nothing", async () => {
    await expect(publishSchedule(context, { mode: "cron", cron: "75 * * * *", zone: "UTC" })).rejects.toThrow("The minute 75 does not exist.");
    await expect(publishSchedule(context, { ...hourly, zone: "Mars/Base" })).rejects.toThrow("“Mars/Base” is not known");
    await expect(publishSchedule(context, hourly, { missed: "sometimes" })).rejects.toThrow("skip, latest, all");
    const flow = await publishSchedule(context, hourly);
    const due = await nextOf(flow.id);
    await deleteFlow(context, { flow: flow.id });
    await fireDue(due);
    expect(await counts(flow.id)).toEqual({ runs: 0 });
  });
});

test("started by hand, it puts out this moment and the occurrence before it", async () => {
  const flow = await publishSchedule(context, hourly);
  const { run } = await startRun(context, { flow: flow.id });
  const { input, startedBy } = await readRun(context, { run });
  expect(startedBy).toMatch(/^user:/);
  const { scheduledAt, previous } = present(input?.kind === "inline" ? (input.value as Json as { scheduledAt: string; previous: string }) : null, "what it put out");
  expect(Math.abs(Date.parse(scheduledAt) - Date.now())).toBeLessThan(60_000);
  expect(previous).toBe(new Date(Math.ceil(Date.parse(scheduledAt) / hourMs - 1) * hourMs).toISOString());
});

test("the page and the list tell when it comes next, to members of its workspace only", async () => {
  const flow = await publishSchedule(context, { mode: "daily", times: ["08:30"], weekdays: ["mon", "tue", "wed", "thu", "fri"], zone: "Europe/Berlin" }, { missed: "skip" });
  const { schedule, occurrences, next } = await listOccurrences(context, { flow: flow.id, limit: 10 });
  expect(schedule).toMatchObject({ words: "Every weekday at 08:30, Berlin time", zone: "Europe/Berlin", missed: "skip", state: "active" });
  expect(schedule?.upcoming).toHaveLength(10);
  expect(schedule?.upcoming[0]?.at).toBe((await nextOf(flow.id)).toISOString());
  expect(schedule?.upcoming.every(({ localTime }) => localTime.endsWith("T08:30:00"))).toBe(true);
  expect([occurrences, next]).toEqual([[], null]);
  const { flows } = await listFlows(context, { limit: 200 });
  expect(flows.find(({ id }) => id === flow.id)?.nextAt).toBe(schedule?.upcoming[0]?.at);
  const stranger = await newWorkspace(database.pool);
  await expect(listOccurrences(stranger, { flow: flow.id, limit: 10 })).rejects.toThrow(AppError);
  await expect(listOccurrences(context, { flow: flow.id, limit: 10, cursor: "tomorrow" })).rejects.toThrow("cursor");
  await pauseFlow(context, { flow: flow.id, reason: "test" });
  expect((await listFlows(context, { limit: 200 })).flows.find(({ id }) => id === flow.id)?.nextAt).toBeNull();
});

test("three loops racing over 1,000 occurrences start each once", async () => {
  const racing = await newWorkspace(database.pool);
  await plantDue(database.pool, racing.workspace.id, 1_000);
  const started = await Promise.all([fireDue(), fireDue(), fireDue()]);
  expect(started.reduce((sum, count) => sum + count)).toBe(1_000);
  // Really a race: no loop did it alone.
  expect(Math.max(...started)).toBeLessThan(1_000);
  const { rows } = await database.pool.query("select count(*)::int as runs, count(distinct flow_id)::int as flows from runs where workspace_id = $1", [racing.workspace.id]);
  expect(rows).toEqual([{ runs: 1_000, flows: 1_000 }]);
  const linked = await database.pool.query("select count(*)::int as n from schedule_occurrences o join runs r on r.workspace_id = o.workspace_id and r.id = o.run_id where o.workspace_id = $1", [racing.workspace.id]);
  expect(linked.rows).toEqual([{ n: 1_000 }]);
}, 60_000);
