import { findAlert } from "#db/queries/alerts.ts";
import { present } from "#lib/assert.ts";
import type { Alert } from "#lib/contracts/alerts.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { notFound } from "../not-found.ts";
import { alertAnswers } from "./alert-answer.ts";

/** @throws AppError not_found */
export async function readAlert(context: WorkspaceContext, input: { alert: string }): Promise<Alert> {
  demand(context, "alerts:read");
  const found = await findAlert(database(), context.workspace.id, input.alert);
  if (found === null) throw notFound();
  return present((await alertAnswers(database(), context.workspace.id, [found]))[0], "the alert that was found");
}
