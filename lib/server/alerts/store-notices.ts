import type { Queryable } from "#db/client.ts";
import { insertNotices, namesForNotices } from "#db/queries/alerts.ts";
import type { alertNotices } from "#db/schema/alerts.ts";
import { newId } from "#lib/ids.ts";
import type { Json } from "#lib/json.ts";
import { runtime } from "../runtime.ts";
import type { AlertLook, AlertRuleRow } from "./alert-look.ts";
import { noticeContent, type NoticeContent } from "./notice-content.ts";

type NewNotice = typeof alertNotices.$inferInsert;

/** Everybody a rule names; an alert about the flow that is told is not told to it, or it would go round for ever. */
export function recipientsOf(rule: AlertRuleRow, aboutFlow: string | null): Pick<NewNotice, "channel" | "recipient">[] {
  return [
    ...rule.emails.map((recipient) => ({ channel: "email" as const, recipient })),
    ...(rule.webhookHost === null ? [] : [{ channel: "webhook" as const, recipient: rule.webhookHost }]),
    ...(rule.notifyFlow === null || rule.notifyFlow === aboutFlow ? [] : [{ channel: "flow" as const, recipient: rule.notifyFlow }]),
  ];
}

/** One row a recipient. Ids keep the order in which things are to be told. */
export function noticeRows(rule: AlertRuleRow, content: NoticeContent, at: Date): NewNotice[] {
  return recipientsOf(rule, content.alert === null ? null : content.flow.id).map((recipient) => ({
    id: newId("notice", at.getTime()), workspaceId: rule.workspaceId, ruleId: rule.id, alertId: content.alert, kind: content.notice, content: content as unknown as Json, nextAt: at, ...recipient,
  }));
}

/** Stores what a look has to tell, in its transaction: from then on it is sent at least once. */
export async function storeNotices(db: Queryable, look: AlertLook): Promise<void> {
  if (look.notices.length === 0) return;
  const names = await namesForNotices(db, look.notices.map(({ alert }) => alert.flowId), look.notices.map(({ alert }) => alert.workspaceId));
  const rows = look.notices.flatMap((subject, index) => {
    const workspace = names.workspaces.get(subject.alert.workspaceId);
    if (!workspace) return [];
    const content = noticeContent(subject, { flow: names.flows.get(subject.alert.flowId) ?? "A deleted flow", workspace: { slug: workspace.slug, name: workspace.name } }, look.now, runtime().env.publicUrl);
    // A millisecond apart, so that what opened sorts before what is over.
    return noticeRows(subject.rule, content, new Date(look.now.getTime() + index)).map((row) => ({ ...row, nextAt: look.now }));
  });
  await insertNotices(db, rows);
}
