import { insertRule, rulesOf } from "#db/queries/alerts.ts";
import { present } from "#lib/assert.ts";
import type { AlertRule, createAlertRule as contract } from "#lib/contracts/alerts.schema.ts";
import type { InputOf } from "#lib/contracts/contract.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { checkRule } from "./check-rule.ts";
import { ruleAnswers } from "./rule-answer.ts";
import { storedWebhook } from "./stored-webhook.ts";

const most = 100;

/** @throws AppError invalid, naming the field; limit past a hundred rules. */
export async function createAlertRule(context: WorkspaceContext, input: InputOf<typeof contract>): Promise<AlertRule> {
  demand(context, "alerts:write");
  const workspaceId = context.workspace.id;
  const id = newId("alertRule");
  return await database().transaction(async (tx) => {
    await checkRule(tx, workspaceId, input);
    if ((await rulesOf(tx, workspaceId)).length >= most) throw new AppError("limit", `A workspace has at most ${most} alert rules. Delete one first.`);
    const row = present(
      await insertRule(tx, {
        id, workspaceId, name: input.name, what: input.condition.what, condition: input.condition, flows: input.flows, emails: [...new Set(input.emails)], notifyFlow: input.flow,
        cooldownMinutes: input.cooldownMinutes, createdBy: actorName(context.actor), ...(await storedWebhook(tx, { workspaceId, ruleId: id }, input.webhook)),
      }),
      "the new rule",
    );
    await audit(tx, context, "alert-rule.create", id, { name: row.name, what: row.what });
    return present((await ruleAnswers(tx, workspaceId, [row]))[0], "the new rule");
  });
}
