import { deleteRuleRow, findRule, lockAlerts } from "#db/queries/alerts.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { notFound } from "../not-found.ts";

/** Its alerts and what is still to be told about them go with it. @throws AppError not_found */
export async function deleteAlertRule(context: WorkspaceContext, input: { alertRule: string }): Promise<null> {
  demand(context, "alerts:write");
  await database().transaction(async (tx) => {
    await lockAlerts(tx);
    const row = await findRule(tx, context.workspace.id, input.alertRule, { lock: true });
    if (row === null) throw notFound();
    await deleteRuleRow(tx, context.workspace.id, row.id);
    await audit(tx, context, "alert-rule.delete", row.id, { name: row.name });
  });
  return null;
}
