import { deleteRunView as deleteRow } from "#db/queries/redrives.ts";
import { AppError } from "#lib/errors.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";

export async function deleteRunView(context: WorkspaceContext, input: { view: string }): Promise<null> {
  demand(context, "runs:start");
  await database().transaction(async (tx) => {
    if (!(await deleteRow(tx, context.workspace.id, input.view))) throw new AppError("not_found", "There is no such view in this workspace.");
    await audit(tx, context, "run-view.delete", input.view);
  });
  return null;
}
