import { databaseOf } from "#db/client.ts";
import { AppError } from "#lib/errors.ts";
import type { AlertCondition } from "#lib/flow/alerts/alert-condition.ts";
import type { Json } from "#lib/json.ts";
import { EgressError } from "#lib/egress/egress-error.ts";
import { MailError, sendMail } from "../mail/send-mail.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import type { NoticeContent } from "./notice-content.ts";
import { noticeMail } from "./notice-mail.ts";
import { postNotice } from "./post-notice.ts";
import { openWebhook } from "./sealed-webhook.ts";
import { startAlertFlow } from "./start-alert-flow.ts";

const atOnce = 8;

interface Claimed {
  id: string;
  workspaceId: string;
  ruleId: string;
  alertId: string | null;
  channel: "email" | "webhook" | "flow";
  recipient: string;
  content: NoticeContent;
  attempts: number;
  webhook: string | null;
  cooldownMinutes: number;
  condition: AlertCondition;
}

/**
 * Takes what is due and counts the try before it is made: a worker that dies meanwhile leaves it due two minutes later.
 * Of one alert a recipient gets one notice after the other.
 */
const claim = `
update alert_notices n set attempts = n.attempts + 1, next_at = clock_timestamp() + interval '2 minutes'
from (
  select d.id from alert_notices d
  where d.sent_at is null and d.gave_up_at is null and d.next_at <= clock_timestamp() and not exists (
    select from alert_notices e
    where e.alert_id = d.alert_id and e.channel = d.channel and e.recipient = d.recipient and e.id < d.id and e.sent_at is null and e.gave_up_at is null
  )
  order by d.next_at limit ${atOnce} for update of d skip locked
) due, alert_rules r
where n.id = due.id and r.id = n.rule_id
returning n.id, n.workspace_id as "workspaceId", n.rule_id as "ruleId", n.alert_id as "alertId", n.channel, n.recipient, n.content, n.attempts, r.webhook, r.cooldown_minutes as "cooldownMinutes", r.condition`;

/** Only of the try that was claimed: another worker may have taken it over. */
const sent = "update alert_notices set sent_at = clock_timestamp(), error = null, run_id = $3 where id = $1 and attempts = $2 and sent_at is null returning id";

/** From half a minute to an hour between tries, for a day; what can never succeed is given up at once. */
const failed = `
update alert_notices set error = $3, next_at = clock_timestamp() + least(3600, 30 * 2 ^ least(attempts - 1, 10)) * interval '1 s',
  gave_up_at = case when $4 or created_at < clock_timestamp() - interval '1 day' then clock_timestamp() end
where id = $1 and attempts = $2 and sent_at is null`;

async function deliver(notice: Claimed): Promise<void> {
  const { id, attempts, workspaceId, ruleId, channel, content, webhook } = notice;
  if (channel === "flow") {
    await transaction(async (client) => {
      const run = await startAlertFlow(client, workspaceId, notice.recipient, content);
      const marked = await client.query({ name: "alerts-sent", text: sent, values: [id, attempts, run] });
      if (marked.rowCount === 0) throw new AppError("conflict", "Another worker has started it.");
    });
    runtime().driver.wake();
    return;
  }
  if (channel === "email") await sendMail(noticeMail(notice, content, notice));
  else {
    if (webhook === null) throw new AppError("precondition", "The rule has no webhook any more.");
    await postNotice(id, await openWebhook(databaseOf(runtime().pool), { workspaceId, ruleId }, webhook), `alert.${content.notice}`, content as unknown as Json);
  }
  await runtime().pool.query({ name: "alerts-sent", text: sent, values: [id, attempts, null] });
}

/** What people who manage the rule may read; null for what is not for them. */
function wordsOf(error: unknown): string | null {
  return AppError.is(error) || EgressError.is(error) || error instanceof MailError ? error.message : null;
}

async function attempt(notice: Claimed): Promise<void> {
  try {
    await deliver(notice);
  } catch (err) {
    const { id, attempts, channel } = notice;
    const words = wordsOf(err);
    // A server's answer names addresses, so it is kept with the notice and not in the log.
    runtime().log.warn({ notice: id, channel, attempts, ...(words === null ? { err } : {}) }, "alerts.not-told");
    await runtime().pool.query({ name: "alerts-failed", text: failed, values: [id, attempts, words ?? "Millrace failed to send it. The server’s log has more.", err instanceof MailError && err.isFinal] });
  }
}

/** Sends what is due until nothing is left, each at least once and under the same id at every try. Returns how many it tried. */
export async function deliverNotices(): Promise<number> {
  for (let total = 0; ; ) {
    const { rows } = await runtime().pool.query<Claimed>({ name: "alerts-claim", text: claim });
    if (rows.length === 0) return total;
    await Promise.all(rows.map(attempt));
    total += rows.length;
  }
}
