import type { Queryable } from "#db/client.ts";
import { flowNames, noticesOf, type ShownAlert } from "#db/queries/alerts.ts";
import { present } from "#lib/assert.ts";
import type { Alert } from "#lib/contracts/alerts.schema.ts";
import { alertTitle } from "#lib/flow/alerts/alert-title.ts";
import { clock } from "../clock.ts";
import { flowsOfNotices, noticeAnswer } from "./notice-answer.ts";

/** Alerts as the API shows them, with what was told about each. */
export async function alertAnswers(db: Queryable, workspaceId: string, rows: readonly ShownAlert[]): Promise<Alert[]> {
  const notices = await noticesOf(db, workspaceId, rows.map(({ alert }) => alert.id));
  const names = await flowNames(db, workspaceId, flowsOfNotices(notices));
  return rows.map(({ alert, flowName, ruleName }) => ({
    id: alert.id, what: alert.what, state: alert.state === "over" ? "over" : "open",
    title: alertTitle({ what: alert.what, flow: flowName, cause: alert.cause, facts: alert.facts }, alert.endedAt?.getTime() ?? clock.now()),
    flow: { id: alert.flowId, name: flowName }, rule: { id: alert.ruleId, name: ruleName }, cause: alert.cause, facts: alert.facts, count: alert.count,
    since: present(alert.openedAt, "when a shown alert opened").toISOString(), lastAt: alert.lastAt.toISOString(), endedAt: alert.endedAt?.toISOString() ?? null, endedBy: alert.endedBy,
    muted: alert.mutedAt === null ? null : { at: alert.mutedAt.toISOString(), by: alert.mutedBy ?? "" }, lastRun: alert.lastRunId,
    notices: notices.filter(({ alertId }) => alertId === alert.id).map((notice) => noticeAnswer(notice, names)),
  }));
}
