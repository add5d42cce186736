import type { Queryable } from "#db/client.ts";
import { type AlertWebhook, sealWebhook } from "./sealed-webhook.ts";

/** The columns of a rule's webhook: sealed, and what may be shown of it. */
export async function storedWebhook(db: Queryable, place: { workspaceId: string; ruleId: string }, webhook: AlertWebhook | null) {
  if (webhook === null) return { webhook: null, webhookHost: null, webhookSigned: false };
  return { webhook: await sealWebhook(db, place, webhook), webhookHost: new URL(webhook.url).host, webhookSigned: webhook.secret !== null };
}
