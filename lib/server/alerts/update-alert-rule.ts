import { endUnwatched, findRule, lockAlerts, updateRuleRow } from "#db/queries/alerts.ts";
import { databaseNow } from "#db/queries/schedules.ts";
import { present } from "#lib/assert.ts";
import type { AlertRule, updateAlertRule as contract } from "#lib/contracts/alerts.schema.ts";
import type { InputOf } from "#lib/contracts/contract.ts";
import { AppError } from "#lib/errors.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { notFound } from "../not-found.ts";
import { checkRule } from "./check-rule.ts";
import { ruleAnswers } from "./rule-answer.ts";
import { storedWebhook } from "./stored-webhook.ts";

/** @throws AppError not_found; invalid, naming the field; precondition for another kind of condition. */
export async function updateAlertRule(context: WorkspaceContext, input: InputOf<typeof contract>): Promise<AlertRule> {
  demand(context, "alerts:write");
  const workspaceId = context.workspace.id;
  return await database().transaction(async (tx) => {
    await lockAlerts(tx);
    const row = await findRule(tx, workspaceId, input.alertRule, { lock: true });
    if (row === null) throw notFound();
    await checkRule(tx, workspaceId, input);
    if (input.condition && input.condition.what !== row.what) throw new AppError("precondition", "A rule stays with what it watches for, because its alerts are about that. Make another rule.");
    const { name, condition, flows, emails, flow, cooldownMinutes, paused, webhook } = input;
    const pausedAt = paused === undefined ? row.pausedAt : paused ? (row.pausedAt ?? (await databaseNow(tx))) : null;
    const updated = present(
      await updateRuleRow(tx, workspaceId, row.id, {
        name: name ?? row.name, condition: condition ?? row.condition, flows: flows === undefined ? row.flows : flows, emails: emails === undefined ? row.emails : [...new Set(emails)],
        notifyFlow: flow === undefined ? row.notifyFlow : flow, cooldownMinutes: cooldownMinutes ?? row.cooldownMinutes, pausedAt,
        ...(webhook === undefined ? {} : await storedWebhook(tx, { workspaceId, ruleId: row.id }, webhook)),
      }),
      "the locked rule",
    );
    if (flows) await endUnwatched(tx, workspaceId, row.id, flows);
    const changed = Object.entries(input).filter(([key, value]) => key !== "alertRule" && value !== undefined).map(([key]) => key);
    await audit(tx, context, paused === undefined ? "alert-rule.update" : paused ? "alert-rule.pause" : "alert-rule.resume", row.id, { changed });
    return present((await ruleAnswers(tx, workspaceId, [updated]))[0], "the updated rule");
  });
}
