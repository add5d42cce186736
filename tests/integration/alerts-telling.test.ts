import { describe, expect, test } from "vitest";
import { signatureOf } from "#lib/server/alerts/post-notice.ts";
import { createAlertRule } from "#lib/server/alerts/create-alert-rule.ts";
import { deleteAlertRule } from "#lib/server/alerts/delete-alert-rule.ts";
import { deliverNotices } from "#lib/server/alerts/deliver-notices.ts";
import { listAlertRules } from "#lib/server/alerts/list-alert-rules.ts";
import { listAlerts } from "#lib/server/alerts/list-alerts.ts";
import { readAlert } from "#lib/server/alerts/read-alert.ts";
import { tryAlertRule } from "#lib/server/alerts/try-alert-rule.ts";
import { updateAlert } from "#lib/server/alerts/update-alert.ts";
import { updateAlertRule } from "#lib/server/alerts/update-alert-rule.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { down } from "#tests/support/alert-lab.ts";
import { bindRuntime } from "#tests/support/bind-runtime.ts";
import { buildDocument, literal } from "#tests/support/build-document.ts";
import { newWorkspace } from "#tests/support/schedule-lab.ts";
import { ownerContext } from "#tests/support/start-engine.ts";
import { AlertWorld, failures } from "#tests/support/alert-world.ts";
import { startTarget } from "#tests/support/target-server.ts";

const world = new AlertWorld();

describe("telling", () => {
  test("a webhook gets the notice signed, through the guarded way out, and again after a refusal, under the same id", async () => {
    const secret = "a secret of 16 or more";
    const id = await world.rule(failures, { emails: [], webhook: { url: `${world.target.url}/hooks/T0/xyz`, secret } });
    world.target.answer = () => ({ status: world.target.received.length === 1 ? 503 : 204 });
    const flow = await world.lab.flow("Orders");
    await world.lab.fail(flow, down);
    await world.look();
    expect((await world.opened())[0]?.notices).toMatchObject([{ channel: "webhook", recipient: world.target.address, state: "due", attempts: 1, error: `${world.target.address} answered 503.` }]);
    await world.lab.later();
    await world.look();
    const [first, second] = world.target.received;
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.headers["webhook-signature"]).toBe(signatureOf(secret, String(second?.headers["webhook-id"]), String(second?.headers["webhook-timestamp"]), second?.body ?? ""));
    expect(JSON.parse(second?.body ?? "")).toMatchObject({ type: "alert.opened", data: { what: "failed", flow: { id: flow, name: "Orders" }, count: 1, cause: { code: "http_503" } } });
    expect(second?.body).not.toContain("secret-of-a-customer");
    // Neither address nor secret is ever given out.
    const shown = JSON.stringify(await listAlertRules(world.context));
    expect(shown).toContain(world.target.address);
    for (const hidden of ["/hooks/T0", secret]) expect(shown).not.toContain(hidden);
    const { rows } = await world.database.pool.query("select row_to_json(r)::text as row from alert_rules r where id = $1", [id]);
    for (const hidden of ["/hooks/T0", secret]) expect(rows[0].row).not.toContain(hidden);
  });

  test("a private address that is not allowed is not reached, and the alert says so", async () => {
    const other = await startTarget();
    await world.rule(failures, { emails: [], webhook: { url: other.url, secret: null } });
    await world.lab.fail(await world.lab.flow("Orders"), down);
    await world.look();
    expect(other.received).toEqual([]);
    expect((await world.opened())[0]?.notices[0]?.error).toContain("MILLRACE_EGRESS_ALLOW");
    await other.close();
  });

  test("a mail that is put off is tried again in order, one that is refused for good is given up, and the others get theirs", async () => {
    await world.rule(failures, { emails: ["ada@example.com", "gone@example.com", "busy@example.com"] });
    world.mail.refuse = (address) => (address.startsWith("gone") ? { code: 550, words: "No such mailbox" } : address.startsWith("busy") ? { code: 451, words: "Try later" } : null);
    const flow = await world.lab.flow("Orders");
    await world.lab.fail(flow, down);
    await world.look();
    await world.lab.succeed(flow);
    await world.look();
    const by = async () => Object.groupBy((await listAlerts(world.context, { state: "over", limit: 1 })).alerts[0]?.notices ?? [], ({ recipient }) => recipient);
    expect((await by())["gone@example.com"]).toMatchObject([{ state: "given_up", error: expect.stringContaining("No such mailbox") }, { state: "given_up" }]);
    expect((await by())["busy@example.com"]).toMatchObject([{ kind: "opened", state: "due", attempts: 1, nextAt: expect.any(String) }, { kind: "recovered", state: "due", attempts: 0 }]);
    world.mail.refuse = () => null;
    world.mail.received.length = 0;
    await world.lab.later();
    await world.look();
    expect(world.mail.received.map(({ to, subject }) => [to[0], /over\./.test(subject)])).toEqual([["busy@example.com", false], ["busy@example.com", true]]);
  });

  test("a flow is started once with the alert, and never about itself", async () => {
    const { id } = await createFlow(world.context, { name: "On alert", document: buildDocument({ start: { type: "core/manual", config: { fields: literal([{ name: "title", type: "text", required: true }, { name: "flow", type: "object", required: true }]) } } }, []) });
    await publishFlow(world.context, { flow: id, baseRevision: 1, message: "" });
    await world.rule(failures, { emails: [], flow: id });
    const flow = await world.lab.flow("Orders");
    await world.lab.fail(flow, down);
    await world.look();
    await Promise.all([deliverNotices(), deliverNotices()]);
    const [alert] = await world.opened();
    const run = alert?.notices[0]?.run ?? "";
    expect(alert?.notices).toMatchObject([{ channel: "flow", recipient: "On alert", state: "sent" }]);
    expect(await readRun(world.context, { run })).toMatchObject({ startedBy: "alert", flow: { id }, input: { value: { title: alert?.title, flow: { id: flow, name: "Orders" } } } });
    await world.database.pool.query("update runs set status = 'failed', error = $2, finished_at = now() where id = $1", [run, down]);
    await world.look();
    await world.lab.later();
    await world.look();
    expect((await world.database.pool.query("select 1 from runs where started_by = 'alert'")).rowCount).toBe(1);
    expect((await world.opened()).map((one) => [one.flow.name, one.notices.length])).toEqual([["On alert", 0], ["Orders", 1]]);
  });

  test("a try reaches everybody the rule names, and what became of it is shown with the rule", async () => {
    const id = await world.rule(failures, { webhook: { url: world.target.url, secret: null } });
    expect(await tryAlertRule(world.context, { alertRule: id })).toEqual({ notices: 2 });
    expect(await world.look()).toEqual(["A try of the alert rule “Watch”. Nothing is wrong."]);
    expect(world.target.received).toHaveLength(1);
    expect((await listAlertRules(world.context)).rules[0]?.tries).toMatchObject([{ kind: "test", state: "sent" }, { kind: "test", state: "sent" }]);
    const silent = await world.rule(failures, { emails: [] });
    await expect(tryAlertRule(world.context, { alertRule: silent })).rejects.toThrow("tells nobody");
  });
});

describe("rules", () => {
  test("a viewer reads and changes nothing; another workspace sees nothing", async () => {
    const id = await world.rule(failures);
    await world.lab.fail(await world.lab.flow("Orders"), down);
    await world.look();
    const [alert] = await world.opened();
    const viewer = ownerContext(world.context.workspace, "viewer");
    expect((await listAlertRules(viewer)).rules).toHaveLength(1);
    for (const attempt of [() => updateAlertRule(viewer, { alertRule: id, paused: true }), () => deleteAlertRule(viewer, { alertRule: id }), () => tryAlertRule(viewer, { alertRule: id }), () => updateAlert(viewer, { alert: alert?.id ?? "", muted: true })]) {
      await expect(attempt()).rejects.toThrow("Your role");
    }
    const stranger = await newWorkspace(world.database.pool);
    expect(await listAlerts(stranger, { state: "open", limit: 10 })).toEqual({ alerts: [], next: null });
    for (const attempt of [() => readAlert(stranger, { alert: alert?.id ?? "" }), () => updateAlertRule(stranger, { alertRule: id, name: "Mine" })]) await expect(attempt()).rejects.toThrow("nothing here");
    await expect(createAlertRule(stranger, { name: "x", condition: failures, flows: [alert?.flow.id ?? ""], emails: [], webhook: null, flow: null, cooldownMinutes: 60 })).rejects.toThrow("not in this workspace");
  });

  test("flows that are no longer watched end in silence; another kind of condition, or a flow that cannot be started, is refused", async () => {
    const [one, two] = [await world.lab.flow("One"), await world.lab.flow("Two")];
    const id = await world.rule(failures);
    await world.lab.fail(one, down);
    await world.lab.fail(two, down);
    await world.look();
    await updateAlertRule(world.context, { alertRule: id, flows: [two] });
    expect(await world.look()).toEqual([]);
    expect((await world.opened()).map(({ flow }) => flow.name)).toEqual(["Two"]);
    await expect(updateAlertRule(world.context, { alertRule: id, condition: { what: "slow", overSeconds: 5 } })).rejects.toThrow("Make another rule");
    await expect(world.rule(failures, { flow: one })).rejects.toThrow("starts by hand");
    await deleteAlertRule(world.context, { alertRule: id });
    expect(await world.opened()).toEqual([]);
  });
});

test("without a mail server no rule may send mail, and the answer says what to set", async () => {
  const bare = bindRuntime(world.database.url);
  try {
    expect(await listAlertRules(world.context)).toMatchObject({ emailProblem: expect.stringContaining("MILLRACE_SMTP_URL") });
    await expect(world.rule(failures)).rejects.toThrow("MILLRACE_SMTP_URL");
    expect(await world.rule(failures, { emails: [] })).toMatch(/^alr_/);
  } finally {
    await bare.end();
    await world.bind();
  }
});
