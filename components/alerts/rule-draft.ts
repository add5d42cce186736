import type { AlertRule, createAlertRule, updateAlertRule } from "#lib/contracts/alerts.schema.ts";
import type { CallOf } from "#lib/contracts/contract.ts";
import type { AlertCondition, AlertKind } from "#lib/flow/alerts/alert-condition.ts";
import { secondsOf, type TypedSpan, typedSpan } from "./span-unit.ts";

/** An alert rule as it is filled in. */
export interface RuleDraft {
  name: string;
  what: AlertKind;
  times: string;
  within: TypedSpan;
  over: TypedSpan;
  /** Queue: either may be left empty. */
  waiting: string;
  oldest: TypedSpan;
  allFlows: boolean;
  flows: readonly string[];
  emails: string;
  webhook: { on: boolean; /** Null: it stays as it is. */ url: string | null; secret: string };
  flow: string;
  cooldown: TypedSpan;
}

export const kindNames: Record<AlertKind, string> = { failed: "Runs fail", slow: "Runs are slow", late: "Runs start late", silent: "A flow is silent", queue: "The queue grows" };

const spans: Record<Exclude<AlertKind, "failed" | "queue">, number> = { slow: 300, late: 600, silent: 86_400 };

export function newDraft(what: AlertKind, email: string | null): RuleDraft {
  return {
    name: kindNames[what], what, times: "1", within: { amount: "1", unit: "h" }, over: typedSpan(what === "failed" || what === "queue" ? 600 : spans[what]), waiting: "100", oldest: { amount: "", unit: "min" },
    allFlows: true, flows: [], emails: email ?? "", webhook: { on: false, url: "", secret: "" }, flow: "", cooldown: { amount: "1", unit: "h" },
  };
}

/** Another kind brings its own times, and its own name unless somebody chose one. */
export function withKind(draft: RuleDraft, what: AlertKind): RuleDraft {
  const fresh = newDraft(what, null);
  return { ...draft, what, name: draft.name === kindNames[draft.what] ? fresh.name : draft.name, over: fresh.over };
}

export function draftOfRule(rule: AlertRule): RuleDraft {
  const { condition, to } = rule;
  const base = { ...newDraft(condition.what, null), name: rule.name, allFlows: rule.flows === null, flows: rule.flows?.map(({ id }) => id) ?? [], emails: to.emails.join(", ") };
  const told = { ...base, webhook: { on: to.webhook !== null, url: to.webhook === null ? "" : null, secret: "" }, flow: to.flow?.id ?? "", cooldown: typedSpan(rule.cooldownMinutes * 60) };
  if (condition.what === "failed") return { ...told, times: String(condition.times), within: typedSpan(condition.withinMinutes * 60) };
  if (condition.what !== "queue") return { ...told, over: typedSpan(condition.overSeconds) };
  return { ...told, waiting: condition.over === null ? "" : String(condition.over), oldest: condition.oldestOverSeconds === null ? { amount: "", unit: "min" } : typedSpan(condition.oldestOverSeconds) };
}

function conditionOf(draft: RuleDraft): AlertCondition {
  switch (draft.what) {
    case "failed":
      return { what: "failed", times: Number(draft.times), withinMinutes: Math.round(secondsOf(draft.within) / 60) };
    case "queue":
      return { what: "queue", over: draft.waiting === "" ? null : Number(draft.waiting), oldestOverSeconds: draft.oldest.amount === "" ? null : secondsOf(draft.oldest) };
    default:
      return { what: draft.what, overSeconds: secondsOf(draft.over) };
  }
}

function fieldsOf(draft: RuleDraft) {
  return {
    name: draft.name, condition: conditionOf(draft), flows: draft.allFlows ? null : [...draft.flows], emails: draft.emails.split(/[\s,;]+/).filter((address) => address !== ""),
    flow: draft.flow === "" ? null : draft.flow, cooldownMinutes: Math.round(secondsOf(draft.cooldown) / 60),
  };
}

export function newRuleOf(draft: RuleDraft): CallOf<typeof createAlertRule> {
  const { on, url, secret } = draft.webhook;
  return { ...fieldsOf(draft), webhook: on ? { url: url ?? "", secret: secret === "" ? null : secret } : null };
}

/** A webhook that was not typed anew stays: its address is not known here. */
export function ruleChangeOf(rule: AlertRule, draft: RuleDraft): CallOf<typeof updateAlertRule> {
  const { on, url, secret } = draft.webhook;
  const webhook = !on ? { webhook: null } : url === null ? {} : { webhook: { url, secret: secret === "" ? null : secret } };
  return { alertRule: rule.id, ...fieldsOf(draft), ...webhook };
}
