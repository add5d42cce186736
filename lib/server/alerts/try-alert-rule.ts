import { findRule, insertNotices } from "#db/queries/alerts.ts";
import { databaseNow } from "#db/queries/schedules.ts";
import { AppError } from "#lib/errors.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { notFound } from "../not-found.ts";
import { runtime } from "../runtime.ts";
import { tryContent } from "./notice-content.ts";
import { noticeRows } from "./store-notices.ts";

/** A worker sends them within seconds; what became of them is shown with the rule. @throws AppError not_found; precondition without recipients. */
export async function tryAlertRule(context: WorkspaceContext, input: { alertRule: string }): Promise<{ notices: number }> {
  demand(context, "alerts:write");
  const { id, slug, name } = context.workspace;
  return await database().transaction(async (tx) => {
    const rule = await findRule(tx, id, input.alertRule);
    if (rule === null) throw notFound();
    const at = await databaseNow(tx);
    const rows = noticeRows(rule, tryContent(rule, { slug, name }, at, runtime().env.publicUrl), at);
    if (rows.length === 0) throw new AppError("precondition", "The rule tells nobody. Add an address, a webhook or a flow first.");
    await insertNotices(tx, rows);
    await audit(tx, context, "alert-rule.test", rule.id);
    return { notices: rows.length };
  });
}
