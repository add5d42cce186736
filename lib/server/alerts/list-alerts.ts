import { pageOfAlerts } from "#db/queries/alerts.ts";
import type { AnswerOf, InputOf } from "#lib/contracts/contract.ts";
import type { listAlerts as contract } from "#lib/contracts/alerts.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { alertAnswers } from "./alert-answer.ts";

export async function listAlerts(context: WorkspaceContext, input: InputOf<typeof contract>): Promise<AnswerOf<typeof contract>> {
  demand(context, "alerts:read");
  const rows = await pageOfAlerts(database(), context.workspace.id, input.state, input.flow, input.cursor, input.limit + 1);
  const page = rows.slice(0, input.limit);
  return { alerts: await alertAnswers(database(), context.workspace.id, page), next: rows.length > input.limit ? (page.at(-1)?.alert.id ?? null) : null };
}
