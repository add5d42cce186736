import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAlertRule } from "#lib/server/alerts/create-alert-rule.ts";
import { deleteAlertRule } from "#lib/server/alerts/delete-alert-rule.ts";
import { deliverNotices } from "#lib/server/alerts/deliver-notices.ts";
import { evaluateAlerts } from "#lib/server/alerts/evaluate-alerts.ts";
import { listAlerts } from "#lib/server/alerts/list-alerts.ts";
import { updateAlert } from "#lib/server/alerts/update-alert.ts";
import { updateAlertRule } from "#lib/server/alerts/update-alert-rule.ts";
import { setFailureState } from "#lib/server/failures/set-failure-state.ts";
import { deleteFlow } from "#lib/server/flows/delete-flow.ts";
import type { AlertCondition } from "#lib/flow/alerts/alert-condition.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { failureFingerprint } from "#lib/server/runs/failure-fingerprint.ts";
import { runtime } from "#lib/server/runtime.ts";
import { alertLab, down, refused, smtpAt } from "#tests/support/alert-lab.ts";
import { bindRuntime } from "#tests/support/bind-runtime.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { type MailServer, startMailServer } from "#tests/support/mail-server.ts";
import { newWorkspace } from "#tests/support/schedule-lab.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

let database: TestDatabase;
let pool: { end(): Promise<void> };
let mail: MailServer;
let target: TargetServer;
let context: WorkspaceContext;
let lab: ReturnType<typeof alertLab>;

beforeAll(async () => {
  [database, mail, target] = await Promise.all([createTestDatabase(), startMailServer({ user: "millrace", password: "p@ss/word" }), startTarget()]);
  pool = bindRuntime(database.url, { smtp: smtpAt(mail.url), egressAllow: [target.address] });
});

afterAll(async () => {
  await pool.end();
  await Promise.all([mail.close(), target.close()]);
  await database.drop();
});

beforeEach(async () => {
  context = await newWorkspace(database.pool);
  lab = alertLab(database.pool, context.workspace.id);
});

afterEach(async () => {
  await database.pool.query("delete from alert_rules");
  mail.received.length = 0;
  target.received.length = 0;
  mail.refuse = () => null;
  target.answer = () => ({ status: 200 });
});

async function rule(condition: AlertCondition, more: Partial<Parameters<typeof createAlertRule>[1]> = {}): Promise<string> {
  return (await createAlertRule(context, { name: "Watch", condition, flows: null, emails: ["ada@example.com"], webhook: null, flow: null, cooldownMinutes: 60, ...more })).id;
}

const failures: AlertCondition = { what: "failed", times: 1, withinMinutes: 60 };

/** What workers do by the clock, once. */
async function look(): Promise<string[]> {
  const before = mail.received.length;
  await evaluateAlerts();
  await deliverNotices();
  return mail.received.slice(before).map(({ subject }) => subject);
}

async function opened() {
  return (await listAlerts(context, { state: "open", limit: 50 })).alerts;
}

describe("failed", () => {
  test("500 failures of two causes are two notices, then silence, one reminder, and one recovery each", async () => {
    await rule(failures);
    const flow = await lab.flow("Orders");
    for (let number = 0; number < 250; number += 1) await Promise.all([lab.fail(flow, down), lab.fail(flow, refused)]);
    expect((await look()).toSorted()).toEqual(["Orders: “send” failed. The other system failed (http_503).", "Orders: “send” failed. The request was refused as invalid (http_422)."]);
    expect((await opened()).map(({ count }) => count)).toEqual([250, 250]);
    await lab.fail(flow, down);
    expect(await look()).toEqual([]);
    await lab.later();
    expect(await look()).toEqual(["Still: Orders: “send” failed. The other system failed (http_503)."]);
    expect(mail.received.at(-1)?.raw).toContain("251 runs so far");
    await lab.later();
    expect(await look()).toEqual([]);
    await lab.succeed(flow);
    expect((await look()).map((subject) => subject.slice(0, 13))).toEqual(["Orders: over.", "Orders: over."]);
    expect(await opened()).toEqual([]);
    await lab.succeed(flow);
    expect(await look()).toEqual([]);
    expect((await listAlerts(context, { state: "over", limit: 50 })).alerts.map(({ endedBy }) => endedBy)).toEqual(["recovered", "recovered"]);
    expect((await database.pool.query("select 1 from alert_signals")).rowCount).toBe(0);
  });

  test("what is muted where failures are listed alerts nobody; what is resolved there is over", async () => {
    await rule(failures);
    const flow = await lab.flow("Orders");
    await lab.fail(flow, down);
    expect(await look()).toHaveLength(1);
    const fingerprint = failureFingerprint(down);
    await setFailureState(context, { flow, fingerprint, state: "resolved" });
    expect((await look()).map((subject) => subject.slice(0, 13))).toEqual(["Orders: over."]);
    await setFailureState(context, { flow, fingerprint, state: "muted" });
    await lab.later();
    await lab.fail(flow, down);
    await lab.fail(flow, refused);
    expect(await look()).toEqual(["Orders: “send” failed. The request was refused as invalid (http_422)."]);
  });

  test("a mail says what, since when and where, and nothing that a run read or sent", async () => {
    await rule(failures);
    const flow = await lab.flow("Orders");
    const run = await lab.fail(flow, down);
    await look();
    const [{ raw, from, to, messageId }] = mail.received as [(typeof mail.received)[0]];
    expect([from, to]).toEqual(["millrace@example.com", ["ada@example.com"]]);
    expect(raw).toContain(`http://millrace.test/w/${context.workspace.slug}/runs/${run}`);
    expect(raw).toContain("Auto-Submitted: auto-generated");
    expect(raw).not.toContain("secret-of-a-customer");
    const [alert] = await opened();
    expect(messageId).toBe(`<${alert?.notices[0]?.id}@millrace.test>`);
    expect(alert).toMatchObject({ count: 1, lastRun: run, cause: { class: "provider", code: "http_503", step: "send" }, notices: [{ state: "sent", recipient: "ada@example.com", attempts: 1, error: null }] });
  });

  test("a run that began before the last failure proves nothing; what fails again within the cool-down is told after it", async () => {
    await rule(failures);
    const flow = await lab.flow("Orders");
    await lab.fail(flow, down);
    expect(await look()).toHaveLength(1);
    await lab.succeed(flow, "1 h");
    expect(await look()).toEqual([]);
    await lab.succeed(flow);
    expect(await look()).toHaveLength(1);
    await lab.fail(flow, down);
    expect(await look()).toEqual([]);
    expect(await opened()).toHaveLength(1);
    await lab.later();
    expect(await look()).toEqual(["Orders: “send” failed. The other system failed (http_503)."]);
  });

  test("a success right after the failure, before anybody looked, still tells both, in order", async () => {
    await rule(failures);
    const flow = await lab.flow("Orders");
    await lab.fail(flow, down);
    await lab.succeed(flow);
    expect((await look()).map((subject) => /over\./.test(subject))).toEqual([false, true]);
  });

  test("n times within m minutes: fewer, or spread wider, open nothing", async () => {
    await rule({ what: "failed", times: 3, withinMinutes: 10 });
    await database.pool.query("update alert_rules set created_at = now() - interval '1 day'");
    const flow = await lab.flow("Orders");
    const failAt = async (ago: string) => await database.pool.query("update runs set status = 'failed', error = $2, finished_at = clock_timestamp() - $3::interval where id = $1", [await lab.begin(flow, { ago: "1 h" }), down, ago]);
    for (const ago of ["30 min", "15 min", "9 min"]) await failAt(ago);
    expect(await look()).toEqual([]);
    expect(await opened()).toEqual([]);
    await failAt("5 min");
    await failAt("1 min");
    expect(await look()).toHaveLength(1);
    expect((await opened())[0]?.count).toBe(3);
  });

  test("test-runs, cancelled runs, other flows and paused rules open nothing", async () => {
    const [watched, other] = [await lab.flow("Watched"), await lab.flow("Other")];
    const id = await rule(failures, { flows: [watched] });
    await lab.fail(watched, down, { kind: "test" });
    await lab.fail(other, down);
    await database.pool.query("update runs set status = 'cancelled', finished_at = now() where id = $1", [await lab.begin(watched)]);
    expect(await look()).toEqual([]);
    await updateAlertRule(context, { alertRule: id, paused: true });
    await lab.fail(watched, down);
    expect(await look()).toEqual([]);
    await updateAlertRule(context, { alertRule: id, paused: false });
    expect(await look()).toEqual([]);
    await lab.fail(watched, down);
    expect(await look()).toHaveLength(1);
  });

  test("muted, nothing is sent; resolved by hand, the recovery is told; a deleted flow ends it silently", async () => {
    await rule(failures);
    const [one, two] = [await lab.flow("One"), await lab.flow("Two")];
    await lab.fail(one, down);
    await lab.fail(two, down);
    await look();
    const [first, second] = (await opened()).toSorted((a, b) => (a.flow.name < b.flow.name ? -1 : 1));
    expect(await updateAlert(context, { alert: first?.id ?? "", muted: true })).toMatchObject({ muted: { by: expect.stringMatching(/^user:/) } });
    await lab.fail(one, down);
    await lab.later();
    await lab.succeed(one);
    expect(await look()).toEqual([]);
    expect(await updateAlert(context, { alert: second?.id ?? "", resolved: true })).toMatchObject({ state: "over", endedBy: expect.stringMatching(/^user:/) });
    expect(await look()).toEqual(["Two: over. Somebody marked it as resolved."]);
    await expect(updateAlert(context, { alert: second?.id ?? "", resolved: true })).rejects.toThrow("over already");
    const three = await lab.flow("Three");
    await lab.fail(three, down);
    await look();
    await deleteFlow(context, { flow: three });
    expect(await look()).toEqual([]);
    expect(await opened()).toEqual([]);
  });

  test("a new rule knows nothing of what an older one left behind", async () => {
    const old = await rule(failures);
    await lab.fail(await lab.flow("Orders"), down);
    await deleteAlertRule(context, { alertRule: old });
    await rule(failures);
    expect(await look()).toEqual([]);
    expect((await database.pool.query("select 1 from alert_signals")).rowCount).toBe(0);
  });

  test("several workers at once open each alert once and tell it once, whether runs ended or a condition is true", async () => {
    await rule(failures);
    const flow = await lab.flow("Orders");
    for (let number = 0; number < 20; number += 1) await lab.fail(flow, down);
    await Promise.all([evaluateAlerts(), evaluateAlerts(), evaluateAlerts()]);
    await evaluateAlerts();
    expect((await opened()).map(({ count }) => count)).toEqual([20]);
    await rule({ what: "slow", overSeconds: 60 });
    for (let number = 0; number < 20; number += 1) await lab.begin(await lab.flow(`Slow ${number}`), { ago: "90 s" });
    await Promise.all(Array.from({ length: 6 }, () => evaluateAlerts()));
    await evaluateAlerts();
    // Their connections are there, so that they really ask at once.
    await Promise.all(Array.from({ length: 8 }, () => runtime().pool.query("select pg_sleep(0.05)")));
    await Promise.all(Array.from({ length: 8 }, () => deliverNotices()));
    expect(await opened()).toHaveLength(21);
    expect(mail.received).toHaveLength(21);
  });
});

describe("slow, late, silent, queue", () => {
  test("slow: while it runs and after it ended, until a quick run", async () => {
    await rule({ what: "slow", overSeconds: 60 });
    const flow = await lab.flow("Import");
    const run = await lab.begin(flow, { ago: "90 s" });
    expect(await look()).toEqual([expect.stringMatching(/^Import is slow: a run has taken 1 min 3\d s so far\.$/)]);
    await lab.end(run, null);
    expect(await look()).toEqual([]);
    expect(await opened()).toMatchObject([{ count: 1, title: expect.stringMatching(/^Import is slow: a run took 1 min/) }]);
    await lab.succeed(flow);
    expect(await look()).toEqual(["Import: over. Runs are as quick as they should be."]);
  });

  test("slow: a run that is cancelled is no longer slow", async () => {
    await rule({ what: "slow", overSeconds: 60 });
    const run = await lab.begin(await lab.flow("Import"), { ago: "90 s", status: "waiting" });
    expect(await look()).toHaveLength(1);
    await database.pool.query("update runs set status = 'cancelled', finished_at = now() where id = $1", [run]);
    expect(await look()).toEqual(["Import: over. Runs are as quick as they should be."]);
  });

  test("late: a queued run, and a schedule that is due; over when it starts", async () => {
    await rule({ what: "late", overSeconds: 600 });
    const queued = await lab.begin(await lab.flow("Queued"), { ago: "15 min", status: "queued" });
    await lab.begin(await lab.flow("Fresh"), { ago: "5 min", status: "queued" });
    const due = await lab.flow("Nightly", "schedule", "now() - interval '20 min'");
    expect((await look()).toSorted()).toEqual(["Nightly is late: it was due 20 min ago.", "Queued is late: a run has waited 15 min to start."]);
    await database.pool.query("update runs set status = 'running', started_at = now() where id = $1", [queued]);
    await database.pool.query("update subscriptions set next_at = now() + interval '1 day' where flow_id = $1", [due]);
    expect((await look()).toSorted()).toEqual(["Nightly: over. Runs start on time.", "Queued: over. Runs start on time."]);
  });

  test("late: an occurrence that started or was missed long after its time, but not one that its flow's pause held up", async () => {
    await rule({ what: "late", overSeconds: 600 });
    const occur = (flow: string, status: string) => database.pool.query("insert into schedule_occurrences (workspace_id, flow_id, scheduled_at, status) values ($1, $2, now() - interval '6 h', $3)", [context.workspace.id, flow, status]);
    const [started, missed, paused, skipped] = await Promise.all(["Started", "Missed", "Paused", "Skipped"].map((name) => lab.flow(name, "schedule", "now() + interval '1 h'"))) as [string, string, string, string];
    await database.pool.query("update subscriptions set updated_at = now() - interval '1 min' where flow_id = $1", [paused]);
    await Promise.all([occur(started, "started"), occur(missed, "missed"), occur(paused, "started"), occur(skipped, "skipped")]);
    expect((await look()).toSorted()).toEqual(["Missed is late: it was due 6 h ago.", "Started is late: it was due 6 h ago."]);
    expect((await look()).toSorted()).toEqual(["Missed: over. Runs start on time.", "Started: over. Runs start on time."]);
  });

  test("silent: no run for the time, unless the flow is paused, new or kept waiting; over with the next run", async () => {
    await rule({ what: "silent", overSeconds: 3_600 });
    const [quiet, busy, paused, fresh, never, byHand] = await Promise.all(["Quiet", "Busy", "Paused", "Fresh", "Never"].map((name) => lab.flow(name)).concat(lab.flow("By hand", "manual"))) as [string, string, string, string, string, string];
    await lab.end(await lab.begin(quiet, { ago: "2 h" }), null);
    await lab.begin(quiet, { ago: "1 min", kind: "test" });
    await lab.begin(busy, { ago: "10 min" });
    await database.pool.query("update subscriptions set status = 'paused' where flow_id = $1", [paused]);
    await database.pool.query("update subscriptions set updated_at = now() where flow_id = any ($1)", [[fresh]]);
    expect((await look()).toSorted()).toEqual(["Never is silent: nothing has started it for 30 d.", "Quiet is silent: nothing has started it for 2 h."]);
    expect(byHand).not.toBe(never);
    await lab.begin(quiet, { ago: "0 s" });
    expect(await look()).toEqual(["Quiet: over. A run was started."]);
  });

  test("queue: more than n wait, or the oldest for too long; held events and queued runs count together", async () => {
    const [many, old] = [await lab.flow("Many"), await lab.flow("Old")];
    const hold = (flow: string, count: number, ago: string) => database.pool.query(
      "insert into deliveries (workspace_id, id, event_id, flow_id, round, status, created_at) select $1, $2 || n, $2 || n, $2, 0, 'held', now() - $4::interval from generate_series(1, $3) n", [context.workspace.id, flow, count, ago]);
    await rule({ what: "queue", over: 5, oldestOverSeconds: null });
    await rule({ what: "queue", over: null, oldestOverSeconds: 600 });
    await hold(many, 4, "1 min");
    const runs = [await lab.begin(many, { status: "queued" }), await lab.begin(many, { status: "queued" })];
    await hold(old, 1, "15 min");
    expect((await look()).toSorted()).toEqual(["Many piles up: 6 wait, the oldest for 1 min.", "Old piles up: 1 waits, the oldest for 15 min."]);
    await database.pool.query("update runs set status = 'running' where id = any ($1)", [runs]);
    await database.pool.query("update deliveries set status = 'started' where flow_id = $1", [old]);
    expect((await look()).toSorted()).toEqual(["Many: over. The queue is as short as it should be.", "Old: over. The queue is as short as it should be."]);
  });
});
