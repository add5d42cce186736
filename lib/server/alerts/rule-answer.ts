import type { Queryable } from "#db/client.ts";
import { countOpen, flowNames, triesOf } from "#db/queries/alerts.ts";
import { AlertCondition, type AlertRule } from "#lib/contracts/alerts.schema.ts";
import { conditionWords } from "#lib/flow/alerts/condition-words.ts";
import type { AlertRuleRow } from "./alert-look.ts";
import { flowsOfNotices, noticeAnswer } from "./notice-answer.ts";

const triesShown = 30;
const deleted = "A deleted flow";

/** Rules as the API shows them: never a webhook's address or secret. */
export async function ruleAnswers(db: Queryable, workspaceId: string, rows: readonly AlertRuleRow[]): Promise<AlertRule[]> {
  const [tries, open] = [await triesOf(db, workspaceId, rows.map(({ id }) => id), triesShown), await countOpen(db, workspaceId)];
  const names = await flowNames(db, workspaceId, [...rows.flatMap(({ flows, notifyFlow }) => [...(flows ?? []), ...(notifyFlow === null ? [] : [notifyFlow])]), ...flowsOfNotices(tries)]);
  const named = (id: string) => ({ id, name: names.get(id) ?? deleted });
  return rows.map((row) => ({
    id: row.id, name: row.name, condition: AlertCondition.parse(row.condition), words: conditionWords(row.condition), flows: row.flows?.map(named) ?? null,
    to: { emails: row.emails, webhook: row.webhookHost === null ? null : { host: row.webhookHost, signed: row.webhookSigned }, flow: row.notifyFlow === null ? null : named(row.notifyFlow) },
    cooldownMinutes: row.cooldownMinutes, paused: row.pausedAt !== null, open: open.get(row.id) ?? 0,
    tries: tries.filter(({ ruleId }) => ruleId === row.id).map((notice) => noticeAnswer(notice, names)), createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString(),
  }));
}
