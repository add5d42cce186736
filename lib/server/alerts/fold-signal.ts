import { alertGroupOf } from "./alert-group-of.ts";
import { alertAt, type AlertLook, type AlertRow, type AlertRuleRow, isWatching } from "./alert-look.ts";
import { endAlert } from "./end-alert.ts";
import { openAlert } from "./open-alert.ts";
import type { AlertSignal } from "./take-signals.ts";

/** What one ended run or late occurrence does to the alerts of its flow. */
export function foldSignal(look: AlertLook, signal: AlertSignal): void {
  if (signal.kind === "succeeded") endFailed(look, signal);
  for (const rule of look.rules.values()) {
    if (!isWatching(rule, signal.workspaceId, signal.flowId) || isBefore(signal, rule)) continue;
    if (rule.condition.what === "failed" && signal.kind === "failed") countFailure(look, rule, rule.condition, signal);
    if (rule.condition.what === "slow" && signal.kind !== "occurrence") countSlow(look, rule, rule.condition.overSeconds * 1_000, signal);
    if (rule.condition.what === "late" && signal.kind === "occurrence") countLate(look, rule, rule.condition.overSeconds * 1_000, signal);
  }
}

/** What was noted for a rule that is gone is not this one's. */
function isBefore(signal: AlertSignal, rule: AlertRuleRow): boolean {
  return signal.kind !== "occurrence" && signal.at < rule.createdAt;
}

/** A run that began while others still failed proves nothing about them. */
function beganAfter(signal: AlertSignal, alert: AlertRow): boolean {
  return signal.at.getTime() - signal.ms >= alert.lastAt.getTime();
}

function endFailed(look: AlertLook, signal: AlertSignal): void {
  for (const alert of look.alerts.values()) {
    const isOf = alert.what === "failed" && alert.state === "open" && alert.workspaceId === signal.workspaceId && alert.flowId === signal.flowId;
    if (isOf && look.rules.has(alert.ruleId) && beganAfter(signal, alert)) endAlert(look, alert, "recovered");
  }
}

function countFailure(look: AlertLook, rule: AlertRuleRow, { times, withinMinutes }: { times: number; withinMinutes: number }, signal: AlertSignal): void {
  const error = signal.failure?.error ?? null;
  const cause = error === null ? null : { class: error.class, code: error.code, step: signal.failure?.step ?? null };
  const alert = alertAt(look, { rule, flowId: signal.flowId, group: alertGroupOf(error), cause });
  look.changed.add(alert);
  alert.lastRunId = signal.runId;
  alert.lastAt = signal.at > alert.lastAt || alert.count === 0 ? signal.at : alert.lastAt;
  if (alert.state === "open") {
    alert.count += 1;
    look.touched.add(alert);
    return;
  }
  const from = signal.at.getTime() - withinMinutes * 60_000;
  alert.recent = [...alert.recent.filter((at) => at.getTime() >= from), signal.at].slice(-times);
  const [first] = alert.recent;
  if (alert.recent.length < times || first === undefined) return;
  alert.count += alert.recent.length;
  alert.recent = [];
  openAlert(look, rule, alert, first);
}

function countSlow(look: AlertLook, rule: AlertRuleRow, overMs: number, signal: AlertSignal): void {
  const place = { rule, flowId: signal.flowId, group: "slow", cause: null };
  if (signal.ms > overMs) {
    const alert = alertAt(look, place);
    alert.count += 1;
    alert.lastRunId = signal.runId;
    alert.lastAt = signal.at;
    alert.facts = { ...alert.facts, longestMs: Math.max(alert.facts.longestMs ?? 0, signal.ms) };
    openAlert(look, rule, alert, new Date(signal.at.getTime() - signal.ms));
    return;
  }
  const alert = alertAt(look, place);
  if (alert.state === "open" && signal.kind === "succeeded" && !alert.facts.running && beganAfter(signal, alert)) endAlert(look, alert, "recovered");
}

function countLate(look: AlertLook, rule: AlertRuleRow, overMs: number, signal: AlertSignal): void {
  if (signal.ms <= overMs) return;
  const alert = alertAt(look, { rule, flowId: signal.flowId, group: "late", cause: null });
  alert.count += 1;
  alert.lastRunId = signal.runId;
  alert.lastAt = look.now;
  alert.facts = { waits: "schedule", since: signal.at.toISOString() };
  openAlert(look, rule, alert, signal.at);
}
