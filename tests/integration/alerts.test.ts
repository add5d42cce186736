import { describe, expect, test } from "vitest";
import { deleteAlertRule } from "#lib/server/alerts/delete-alert-rule.ts";
import { deliverNotices } from "#lib/server/alerts/deliver-notices.ts";
import { evaluateAlerts } from "#lib/server/alerts/evaluate-alerts.ts";
import { listAlerts } from "#lib/server/alerts/list-alerts.ts";
import { updateAlert } from "#lib/server/alerts/update-alert.ts";
import { updateAlertRule } from "#lib/server/alerts/update-alert-rule.ts";
import { setFailureState } from "#lib/server/failures/set-failure-state.ts";
import { deleteFlow } from "#lib/server/flows/delete-flow.ts";
import { failureFingerprint } from "#lib/server/runs/failure-fingerprint.ts";
import { runtime } from "#lib/server/runtime.ts";
import { down, refused } from "#tests/support/alert-lab.ts";
import { AlertWorld, failures } from "#tests/support/alert-world.ts";

const world = new AlertWorld();

describe("failed", () => {
  test("500 failures of two causes are two notices, then silence, one reminder, and one recovery each", async () => {
    await world.rule(failures);
    const flow = await world.lab.flow("Orders");
    for (let number = 0; number < 250; number += 1) await Promise.all([world.lab.fail(flow, down), world.lab.fail(flow, refused)]);
    expect((await world.look()).toSorted()).toEqual(["Orders: “send” failed. The other system failed (http_503).", "Orders: “send” failed. The request was refused as invalid (http_422)."]);
    expect((await world.opened()).map(({ count }) => count)).toEqual([250, 250]);
    await world.lab.fail(flow, down);
    expect(await world.look()).toEqual([]);
    await world.lab.later();
    expect(await world.look()).toEqual(["Still: Orders: “send” failed. The other system failed (http_503)."]);
    expect(world.mail.received.at(-1)?.raw).toContain("251 runs so far");
    await world.lab.later();
    expect(await world.look()).toEqual([]);
    await world.lab.succeed(flow);
    expect((await world.look()).map((subject) => subject.slice(0, 13))).toEqual(["Orders: over.", "Orders: over."]);
    expect(await world.opened()).toEqual([]);
    await world.lab.succeed(flow);
    expect(await world.look()).toEqual([]);
    expect((await listAlerts(world.context, { state: "over", limit: 50 })).alerts.map(({ endedBy }) => endedBy)).toEqual(["recovered", "recovered"]);
    expect((await world.database.pool.query("select 1 from alert_signals")).rowCount).toBe(0);
  });

  test("what is muted where failures are listed alerts nobody; what is resolved there is over", async () => {
    await world.rule(failures);
    const flow = await world.lab.flow("Orders");
    await world.lab.fail(flow, down);
    expect(await world.look()).toHaveLength(1);
    const fingerprint = failureFingerprint(down);
    await setFailureState(world.context, { flow, fingerprint, state: "resolved" });
    expect((await world.look()).map((subject) => subject.slice(0, 13))).toEqual(["Orders: over."]);
    await setFailureState(world.context, { flow, fingerprint, state: "muted" });
    await world.lab.later();
    await world.lab.fail(flow, down);
    await world.lab.fail(flow, refused);
    expect(await world.look()).toEqual(["Orders: “send” failed. The request was refused as invalid (http_422)."]);
  });

  test("a mail says what, since when and where, and nothing that a run read or sent", async () => {
    await world.rule(failures);
    const flow = await world.lab.flow("Orders");
    const run = await world.lab.fail(flow, down);
    await world.look();
    const [{ raw, from, to, messageId }] = world.mail.received as [(typeof world.mail.received)[0]];
    expect([from, to]).toEqual(["millrace@example.com", ["ada@example.com"]]);
    expect(raw).toContain(`http://millrace.test/w/${world.context.workspace.slug}/runs/${run}`);
    expect(raw).toContain("Auto-Submitted: auto-generated");
    expect(raw).not.toContain("secret-of-a-customer");
    const [alert] = await world.opened();
    expect(messageId).toBe(`<${alert?.notices[0]?.id}@millrace.test>`);
    expect(alert).toMatchObject({ count: 1, lastRun: run, cause: { class: "provider", code: "http_503", step: "send" }, notices: [{ state: "sent", recipient: "ada@example.com", attempts: 1, error: null }] });
  });

  test("a run that began before the last failure proves nothing; what fails again within the cool-down is told after it", async () => {
    await world.rule(failures);
    const flow = await world.lab.flow("Orders");
    await world.lab.fail(flow, down);
    expect(await world.look()).toHaveLength(1);
    await world.lab.succeed(flow, "1 h");
    expect(await world.look()).toEqual([]);
    await world.lab.succeed(flow);
    expect(await world.look()).toHaveLength(1);
    await world.lab.fail(flow, down);
    expect(await world.look()).toEqual([]);
    expect(await world.opened()).toHaveLength(1);
    await world.lab.later();
    expect(await world.look()).toEqual(["Orders: “send” failed. The other system failed (http_503)."]);
  });

  test("a success right after the failure, before anybody looked, still tells both, in order", async () => {
    await world.rule(failures);
    const flow = await world.lab.flow("Orders");
    await world.lab.fail(flow, down);
    await world.lab.succeed(flow);
    expect((await world.look()).map((subject) => /over\./.test(subject))).toEqual([false, true]);
  });

  test("n times within m minutes: fewer, or spread wider, open nothing", async () => {
    await world.rule({ what: "failed", times: 3, withinMinutes: 10 });
    await world.database.pool.query("update alert_rules set created_at = now() - interval '1 day'");
    const flow = await world.lab.flow("Orders");
    const failAt = async (ago: string) => await world.database.pool.query("update runs set status = 'failed', error = $2, finished_at = clock_timestamp() - $3::interval where id = $1", [await world.lab.begin(flow, { ago: "1 h" }), down, ago]);
    for (const ago of ["30 min", "15 min", "9 min"]) await failAt(ago);
    expect(await world.look()).toEqual([]);
    expect(await world.opened()).toEqual([]);
    await failAt("5 min");
    await failAt("1 min");
    expect(await world.look()).toHaveLength(1);
    expect((await world.opened())[0]?.count).toBe(3);
  });

  test("test-runs, cancelled runs, other flows and paused rules open nothing", async () => {
    const [watched, other] = [await world.lab.flow("Watched"), await world.lab.flow("Other")];
    const id = await world.rule(failures, { flows: [watched] });
    await world.lab.fail(watched, down, { kind: "test" });
    await world.lab.fail(other, down);
    await world.database.pool.query("update runs set status = 'cancelled', finished_at = now() where id = $1", [await world.lab.begin(watched)]);
    expect(await world.look()).toEqual([]);
    await updateAlertRule(world.context, { alertRule: id, paused: true });
    await world.lab.fail(watched, down);
    expect(await world.look()).toEqual([]);
    await updateAlertRule(world.context, { alertRule: id, paused: false });
    expect(await world.look()).toEqual([]);
    await world.lab.fail(watched, down);
    expect(await world.look()).toHaveLength(1);
  });

  test("muted, nothing is sent; resolved by hand, the recovery is told; a deleted flow ends it silently", async () => {
    await world.rule(failures);
    const [one, two] = [await world.lab.flow("One"), await world.lab.flow("Two")];
    await world.lab.fail(one, down);
    await world.lab.fail(two, down);
    await world.look();
    const [first, second] = (await world.opened()).toSorted((a, b) => (a.flow.name < b.flow.name ? -1 : 1));
    expect(await updateAlert(world.context, { alert: first?.id ?? "", muted: true })).toMatchObject({ muted: { by: expect.stringMatching(/^user:/) } });
    await world.lab.fail(one, down);
    await world.lab.later();
    await world.lab.succeed(one);
    expect(await world.look()).toEqual([]);
    expect(await updateAlert(world.context, { alert: second?.id ?? "", resolved: true })).toMatchObject({ state: "over", endedBy: expect.stringMatching(/^user:/) });
    expect(await world.look()).toEqual(["Two: over. Somebody marked it as resolved."]);
    await expect(updateAlert(world.context, { alert: second?.id ?? "", resolved: true })).rejects.toThrow("over already");
    const three = await world.lab.flow("Three");
    await world.lab.fail(three, down);
    await world.look();
    await deleteFlow(world.context, { flow: three });
    expect(await world.look()).toEqual([]);
    expect(await world.opened()).toEqual([]);
  });

  test("a new rule knows nothing of what an older one left behind", async () => {
    const old = await world.rule(failures);
    await world.lab.fail(await world.lab.flow("Orders"), down);
    await deleteAlertRule(world.context, { alertRule: old });
    await world.rule(failures);
    expect(await world.look()).toEqual([]);
    expect((await world.database.pool.query("select 1 from alert_signals")).rowCount).toBe(0);
  });

  test("several workers at once open each alert once and tell it once, whether runs ended or a condition is true", async () => {
    await world.rule(failures);
    const flow = await world.lab.flow("Orders");
    for (let number = 0; number < 20; number += 1) await world.lab.fail(flow, down);
    await Promise.all([evaluateAlerts(), evaluateAlerts(), evaluateAlerts()]);
    await evaluateAlerts();
    expect((await world.opened()).map(({ count }) => count)).toEqual([20]);
    await world.rule({ what: "slow", overSeconds: 60 });
    for (let number = 0; number < 20; number += 1) await world.lab.begin(await world.lab.flow(`Slow ${number}`), { ago: "90 s" });
    await Promise.all(Array.from({ length: 6 }, () => evaluateAlerts()));
    await evaluateAlerts();
    // Their connections are there, so that they really ask at once.
    await Promise.all(Array.from({ length: 8 }, () => runtime().pool.query("select pg_sleep(0.05)")));
    await Promise.all(Array.from({ length: 8 }, () => deliverNotices()));
    expect(await world.opened()).toHaveLength(21);
    expect(world.mail.received).toHaveLength(21);
  });
});

describe("slow, late, silent, queue", () => {
  test("slow: while it runs and after it ended, until a quick run", async () => {
    await world.rule({ what: "slow", overSeconds: 60 });
    const flow = await world.lab.flow("Import");
    const run = await world.lab.begin(flow, { ago: "90 s" });
    expect(await world.look()).toEqual([expect.stringMatching(/^Import is slow: a run has taken 1 min 3\d s so far\.$/)]);
    await world.lab.end(run, null);
    expect(await world.look()).toEqual([]);
    expect(await world.opened()).toMatchObject([{ count: 1, title: expect.stringMatching(/^Import is slow: a run took 1 min/) }]);
    await world.lab.succeed(flow);
    expect(await world.look()).toEqual(["Import: over. Runs are as quick as they should be."]);
  });

  test("slow: a run that is cancelled is no longer slow", async () => {
    await world.rule({ what: "slow", overSeconds: 60 });
    const run = await world.lab.begin(await world.lab.flow("Import"), { ago: "90 s", status: "waiting" });
    expect(await world.look()).toHaveLength(1);
    await world.database.pool.query("update runs set status = 'cancelled', finished_at = now() where id = $1", [run]);
    expect(await world.look()).toEqual(["Import: over. Runs are as quick as they should be."]);
  });

  test("late: a queued run, and a schedule that is due; over when it starts", async () => {
    await world.rule({ what: "late", overSeconds: 600 });
    const queued = await world.lab.begin(await world.lab.flow("Queued"), { ago: "15 min", status: "queued" });
    await world.lab.begin(await world.lab.flow("Fresh"), { ago: "5 min", status: "queued" });
    const due = await world.lab.flow("Nightly", "schedule", "now() - interval '20 min'");
    expect((await world.look()).toSorted()).toEqual(["Nightly is late: it was due 20 min ago.", "Queued is late: a run has waited 15 min to start."]);
    await world.database.pool.query("update runs set status = 'running', started_at = now() where id = $1", [queued]);
    await world.database.pool.query("update subscriptions set next_at = now() + interval '1 day' where flow_id = $1", [due]);
    expect((await world.look()).toSorted()).toEqual(["Nightly: over. Runs start on time.", "Queued: over. Runs start on time."]);
  });

  test("late: an occurrence that started or was missed long after its time, but not one that its flow's pause held up", async () => {
    await world.rule({ what: "late", overSeconds: 600 });
    const occur = (flow: string, status: string) => world.database.pool.query("insert into schedule_occurrences (workspace_id, flow_id, scheduled_at, status) values ($1, $2, now() - interval '6 h', $3)", [world.context.workspace.id, flow, status]);
    const [started, missed, paused, skipped] = await Promise.all(["Started", "Missed", "Paused", "Skipped"].map((name) => world.lab.flow(name, "schedule", "now() + interval '1 h'"))) as [string, string, string, string];
    await world.database.pool.query("update subscriptions set updated_at = now() - interval '1 min' where flow_id = $1", [paused]);
    await Promise.all([occur(started, "started"), occur(missed, "missed"), occur(paused, "started"), occur(skipped, "skipped")]);
    expect((await world.look()).toSorted()).toEqual(["Missed is late: it was due 6 h ago.", "Started is late: it was due 6 h ago."]);
    expect((await world.look()).toSorted()).toEqual(["Missed: over. Runs start on time.", "Started: over. Runs start on time."]);
  });

  test("silent: no run for the time, unless the flow is paused, new or kept waiting; over with the next run", async () => {
    await world.rule({ what: "silent", overSeconds: 3_600 });
    const [quiet, busy, paused, fresh, never, byHand] = await Promise.all(["Quiet", "Busy", "Paused", "Fresh", "Never"].map((name) => world.lab.flow(name)).concat(world.lab.flow("By hand", "manual"))) as [string, string, string, string, string, string];
    await world.lab.end(await world.lab.begin(quiet, { ago: "2 h" }), null);
    await world.lab.begin(quiet, { ago: "1 min", kind: "test" });
    await world.lab.begin(busy, { ago: "10 min" });
    await world.database.pool.query("update subscriptions set status = 'paused' where flow_id = $1", [paused]);
    await world.database.pool.query("update subscriptions set updated_at = now() where flow_id = any ($1)", [[fresh]]);
    expect((await world.look()).toSorted()).toEqual(["Never is silent: nothing has started it for 30 d.", "Quiet is silent: nothing has started it for 2 h."]);
    expect(byHand).not.toBe(never);
    await world.lab.begin(quiet, { ago: "0 s" });
    expect(await world.look()).toEqual(["Quiet: over. A run was started."]);
  });

  test("queue: more than n wait, or the oldest for too long; held events and queued runs count together", async () => {
    const [many, old] = [await world.lab.flow("Many"), await world.lab.flow("Old")];
    const hold = (flow: string, count: number, ago: string) => world.database.pool.query(
      "insert into deliveries (workspace_id, id, event_id, flow_id, round, status, created_at) select $1, $2 || n, $2 || n, $2, 0, 'held', now() - $4::interval from generate_series(1, $3) n", [world.context.workspace.id, flow, count, ago]);
    await world.rule({ what: "queue", over: 5, oldestOverSeconds: null });
    await world.rule({ what: "queue", over: null, oldestOverSeconds: 600 });
    await hold(many, 4, "1 min");
    const runs = [await world.lab.begin(many, { status: "queued" }), await world.lab.begin(many, { status: "queued" })];
    await hold(old, 1, "15 min");
    expect((await world.look()).toSorted()).toEqual(["Many piles up: 6 wait, the oldest for 1 min.", "Old piles up: 1 waits, the oldest for 15 min."]);
    await world.database.pool.query("update runs set status = 'running' where id = any ($1)", [runs]);
    await world.database.pool.query("update deliveries set status = 'started' where flow_id = $1", [old]);
    expect((await world.look()).toSorted()).toEqual(["Many: over. The queue is as short as it should be.", "Old: over. The queue is as short as it should be."]);
  });
});
