import { flowsTakingAlerts, rulesOf } from "#db/queries/alerts.ts";
import type { listAlertRules as contract } from "#lib/contracts/alerts.schema.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { mailProblem } from "../mail/send-mail.ts";
import { ruleAnswers } from "./rule-answer.ts";

export async function listAlertRules(context: WorkspaceContext): Promise<AnswerOf<typeof contract>> {
  demand(context, "alerts:read");
  const workspaceId = context.workspace.id;
  const [rows, takers] = await Promise.all([rulesOf(database(), workspaceId), flowsTakingAlerts(database(), workspaceId)]);
  return { rules: await ruleAnswers(database(), workspaceId, rows), emailProblem: mailProblem(), takers };
}
