import { alertAt, type AlertLook } from "./alert-look.ts";
import { endAlert } from "./end-alert.ts";
import type { TrueCondition } from "./find-conditions.ts";
import { openAlert } from "./open-alert.ts";

/** A late run says more than a schedule that is due: of two for one flow, the queue's counts. */
function chosen(conditions: readonly TrueCondition[]): Map<string, TrueCondition> {
  const byPlace = new Map<string, TrueCondition>();
  for (const condition of conditions) {
    const place = `${condition.rule} ${condition.flow}`;
    if (condition.facts.waits !== "schedule" || !byPlace.has(place)) byPlace.set(place, condition);
  }
  return byPlace;
}

/** Opens what is true now, and ends what no longer is; what was counted in this very look stays until the next one. */
export function foldConditions(look: AlertLook, conditions: readonly TrueCondition[]): void {
  const isTrue = chosen(conditions);
  for (const { rule: ruleId, flow, facts, run } of isTrue.values()) {
    const rule = look.rules.get(ruleId);
    if (!rule) continue;
    const alert = alertAt(look, { rule, flowId: flow, group: rule.what, cause: null });
    const told = rule.what === "slow" ? { ...facts, longestMs: Math.max(facts.longestMs ?? 0, alert.facts.longestMs ?? 0) } : facts;
    const isNews = alert.state !== "open" || JSON.stringify(alert.facts) !== JSON.stringify(told);
    if (!isNews) continue;
    alert.facts = told;
    if (run !== null) alert.lastRunId = run;
    if (alert.state === "open") look.changed.add(alert);
    else {
      alert.lastAt = look.now;
      openAlert(look, rule, alert, new Date(facts.oldest ?? facts.since ?? look.now));
    }
  }
  for (const alert of look.alerts.values()) {
    if (alert.state !== "open" || alert.what === "failed" || !look.rules.has(alert.ruleId) || isTrue.has(`${alert.ruleId} ${alert.flowId}`)) continue;
    if (alert.what === "slow") {
      if (!alert.facts.running) continue;
      alert.facts = { ...alert.facts, running: 0 };
      look.changed.add(alert);
      // A run that ended slow has been counted: then the next quick one ends it.
      if (alert.count > 0) continue;
    }
    if (!look.touched.has(alert)) endAlert(look, alert, "recovered");
  }
}
