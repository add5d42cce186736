import type { Transaction } from "#db/client.ts";
import { findAlert, findRule, lockAlerts, saveAlerts, setMuted, type ShownAlert } from "#db/queries/alerts.ts";
import { databaseNow } from "#db/queries/schedules.ts";
import { present } from "#lib/assert.ts";
import type { Alert } from "#lib/contracts/alerts.schema.ts";
import { AppError } from "#lib/errors.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { notFound } from "../not-found.ts";
import { alertAnswers } from "./alert-answer.ts";
import { type AlertLook, alertKey } from "./alert-look.ts";
import { endAlert } from "./end-alert.ts";
import { storeNotices } from "./store-notices.ts";

/**
 * Mutes, or ends what failures opened; its recipients hear of that as of any other end.
 * @throws AppError not_found; precondition for an alert that is over, or that ends by its condition alone.
 */
export async function updateAlert(context: WorkspaceContext, input: { alert: string; muted?: boolean | undefined; resolved?: true | undefined }): Promise<Alert> {
  demand(context, "alerts:write");
  const workspaceId = context.workspace.id;
  return await database().transaction(async (tx) => {
    await lockAlerts(tx);
    const found = await findAlert(tx, workspaceId, input.alert, { lock: true });
    if (found === null) throw notFound();
    if (input.muted !== undefined && input.muted !== (found.alert.mutedAt !== null)) {
      if (found.alert.state !== "open") throw new AppError("precondition", "The alert is over: nothing more is sent about it.");
      await setMuted(tx, workspaceId, found.alert.id, input.muted ? { mutedAt: await databaseNow(tx), mutedBy: actorName(context.actor) } : { mutedAt: null, mutedBy: null });
      await audit(tx, context, input.muted ? "alert.mute" : "alert.unmute", found.alert.id);
    }
    if (input.resolved) {
      await resolve(tx, context, found);
      await audit(tx, context, "alert.resolve", found.alert.id);
    }
    const [answer] = await alertAnswers(tx, workspaceId, [present(await findAlert(tx, workspaceId, found.alert.id), "the locked alert")]);
    return present(answer, "the locked alert");
  });
}

async function resolve(tx: Transaction, context: WorkspaceContext, { alert }: ShownAlert): Promise<void> {
  if (alert.state !== "open") throw new AppError("precondition", "The alert is over already.");
  if (alert.what !== "failed" && alert.what !== "slow") throw new AppError("precondition", "This alert ends by itself as soon as what it tells is no longer so. Mute it to hear nothing more.");
  const rule = await findRule(tx, alert.workspaceId, alert.ruleId);
  if (rule === null) throw notFound();
  const look: AlertLook = { now: await databaseNow(tx), rules: new Map([[rule.id, rule]]), alerts: new Map([[alertKey(alert), alert]]), changed: new Set(), touched: new Set(), notices: [] };
  endAlert(look, alert, actorName(context.actor));
  await saveAlerts(tx, [alert]);
  await storeNotices(tx, look);
}
