import { expect, test } from "vitest";
import { AlertCondition, type AlertRule } from "#lib/contracts/alerts.schema.ts";
import { alertKinds } from "#lib/flow/alerts/alert-condition.ts";
import { draftOfRule, newDraft, newRuleOf, ruleChangeOf, withKind } from "./rule-draft.ts";
import { secondsOf, typedSpan } from "./span-unit.ts";

const rule: AlertRule = {
  id: "alr_1", name: "Slow imports", condition: { what: "slow", overSeconds: 5_400 }, words: "", flows: [{ id: "flow_1", name: "Import" }],
  to: { emails: ["a@example.com", "b@example.com"], webhook: { host: "hooks.example.com", signed: true }, flow: null }, cooldownMinutes: 90, paused: false, open: 0, tries: [],
  createdAt: "2026-11-26T09:00:00.000Z", updatedAt: "2026-11-26T09:00:00.000Z",
};

test.each(alertKinds)("a new rule for “%s” is one that the server takes", (what) => {
  const made = newRuleOf(newDraft(what, "ada@example.com"));
  expect(AlertCondition.safeParse(made.condition).error).toBeUndefined();
  expect(made).toMatchObject({ flows: null, emails: ["ada@example.com"], webhook: null, flow: null, cooldownMinutes: 60 });
});

test("a rule that is opened and saved as it is stays as it is, and so does its webhook", () => {
  expect(ruleChangeOf(rule, draftOfRule(rule))).toEqual({ alertRule: "alr_1", name: "Slow imports", condition: rule.condition, flows: ["flow_1"], emails: rule.to.emails, flow: null, cooldownMinutes: 90 });
  const queue: AlertRule = { ...rule, condition: { what: "queue", over: null, oldestOverSeconds: 600 }, flows: null };
  expect(ruleChangeOf(queue, draftOfRule(queue))).toMatchObject({ condition: queue.condition, flows: null });
  const failed: AlertRule = { ...rule, condition: { what: "failed", times: 3, withinMinutes: 10 } };
  expect(ruleChangeOf(failed, draftOfRule(failed)).condition).toEqual(failed.condition);
});

test("a webhook is taken away, or replaced as a whole", () => {
  const draft = draftOfRule(rule);
  expect(ruleChangeOf(rule, { ...draft, webhook: { ...draft.webhook, on: false } })).toMatchObject({ webhook: null });
  expect(ruleChangeOf(rule, { ...draft, webhook: { on: true, url: "https://b.example.com/x", secret: "" } })).toMatchObject({ webhook: { url: "https://b.example.com/x", secret: null } });
});

test("another kind brings its own name and time, and leaves a name that somebody chose", () => {
  expect(withKind(newDraft("failed", null), "silent")).toMatchObject({ name: "A flow is silent", over: { amount: "1", unit: "d" } });
  expect(withKind({ ...newDraft("failed", null), name: "Mine" }, "slow").name).toBe("Mine");
});

test("spans are typed in the largest unit that fits", () => {
  for (const [seconds, amount, unit] of [[90, "90", "s"], [5_400, "90", "min"], [86_400, "1", "d"]] as const) {
    expect(typedSpan(seconds)).toEqual({ amount, unit });
    expect(secondsOf({ amount, unit })).toBe(seconds);
  }
  expect(secondsOf({ amount: "", unit: "h" })).toBeNaN();
});
