import type { alertRules, alerts } from "#db/schema/alerts.ts";
import type { AlertCause } from "#lib/flow/alerts/alert-condition.ts";
import { newId } from "#lib/ids.ts";

export type AlertRow = typeof alerts.$inferSelect;
export type AlertRuleRow = typeof alertRules.$inferSelect;
export type ToldKind = "opened" | "reminder" | "recovered";

/** One look of a worker at what happened since the last one: what it knows, what it changed and what is to be told. */
export interface AlertLook {
  now: Date;
  /** Active rules by id. */
  rules: ReadonlyMap<string, AlertRuleRow>;
  /** By `alertKey`: what is open or counted, and what is over but within its cool-down. */
  alerts: Map<string, AlertRow>;
  changed: Set<AlertRow>;
  /** Opened, or counted up, in this look. */
  touched: Set<AlertRow>;
  /** In order; `alert` as it was then. */
  notices: { alert: AlertRow; of: AlertRow; rule: AlertRuleRow; kind: ToldKind }[];
}

export interface AlertPlace {
  rule: AlertRuleRow;
  flowId: string;
  group: string;
  cause: AlertCause | null;
}

export function alertKey({ ruleId, flowId, groupKey }: Pick<AlertRow, "ruleId" | "flowId" | "groupKey">): string {
  return `${ruleId} ${flowId} ${groupKey}`;
}

export function isWatching(rule: AlertRuleRow, workspaceId: string, flowId: string): boolean {
  return rule.workspaceId === workspaceId && (rule.flows === null || rule.flows.includes(flowId));
}

/** The alert of a place: what is there, or a new one that counts from nothing. */
export function alertAt(look: AlertLook, { rule, flowId, group, cause }: AlertPlace): AlertRow {
  const found = look.alerts.get(alertKey({ ruleId: rule.id, flowId, groupKey: group }));
  if (found) return found;
  const made: AlertRow = {
    id: newId("alert", look.now.getTime()), workspaceId: rule.workspaceId, ruleId: rule.id, flowId, groupKey: group, what: rule.what, state: "counting", cause, facts: {}, count: 0,
    recent: [], lastRunId: null, lastAt: look.now, openedAt: null, endedAt: null, endedBy: null, mutedAt: null, mutedBy: null, told: null, noticedAt: null, noticeAt: null, toldCount: 0, reminders: 0,
  };
  look.alerts.set(alertKey(made), made);
  return made;
}
