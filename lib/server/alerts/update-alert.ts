import { findAlert, lockAlerts, setMuted } from "#db/queries/alerts.ts";
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
import { resolveAlert } from "./resolve-alert.ts";

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
      await resolveAlert(tx, context, found.alert);
      await audit(tx, context, "alert.resolve", found.alert.id);
    }
    const [answer] = await alertAnswers(tx, workspaceId, [present(await findAlert(tx, workspaceId, found.alert.id), "the locked alert")]);
    return present(answer, "the locked alert");
  });
}
