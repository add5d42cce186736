import type { Transaction } from "#db/client.ts";
import { findRule, saveAlerts } from "#db/queries/alerts.ts";
import { databaseNow } from "#db/queries/schedules.ts";
import { AppError } from "#lib/errors.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { notFound } from "../not-found.ts";
import { type AlertLook, alertKey, type AlertRow } from "./alert-look.ts";
import { endAlert } from "./end-alert.ts";
import { storeNotices } from "./store-notices.ts";

/** Ends what failures opened, for somebody who says that it is put right; the caller has locked alerts. */
export async function resolveAlert(tx: Transaction, context: WorkspaceContext, alert: AlertRow): Promise<void> {
  if (alert.state !== "open") throw new AppError("precondition", "The alert is over already.");
  if (alert.what !== "failed" && alert.what !== "slow") throw new AppError("precondition", "This alert ends by itself as soon as what it tells is no longer so. Mute it to hear nothing more.");
  const rule = await findRule(tx, alert.workspaceId, alert.ruleId);
  if (rule === null) throw notFound();
  const look: AlertLook = { now: await databaseNow(tx), rules: new Map([[rule.id, rule]]), alerts: new Map([[alertKey(alert), alert]]), changed: new Set(), touched: new Set(), notices: [] };
  endAlert(look, alert, actorName(context.actor));
  await saveAlerts(tx, [alert]);
  await storeNotices(tx, look);
}
