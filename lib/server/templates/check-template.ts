import { findTemplate, findTemplateCheck } from "#db/queries/templates.ts";
import { AppError } from "#lib/errors.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { notFound } from "../not-found.ts";
import { startCheck } from "./start-check.ts";

/** Runs the samples of the newest version of one of the workspace's own templates again. @throws AppError conflict while they run. */
export async function checkTemplate(context: WorkspaceContext, input: { template: string }): Promise<null> {
  demand(context, "templates:publish");
  const row = await findTemplate(database(), context.workspace.id, input.template);
  if (row?.workspaceId !== context.workspace.id) throw notFound();
  const before = await findTemplateCheck(database(), row, row.latestVersion);
  if (before?.under) throw new AppError("conflict", "Its samples are running already. Wait for what comes of them.");
  await startCheck(context, row);
  return null;
}
