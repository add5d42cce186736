import { lockTemplate, updateTemplate } from "#db/queries/templates.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { notFound } from "../not-found.ts";

/** Nobody sees it from now on; what was installed of it stays, with a copy of what it was made from. */
export async function withdrawTemplate(context: WorkspaceContext, input: { template: string }): Promise<null> {
  demand(context, "templates:share");
  await database().transaction(async (tx) => {
    const row = await lockTemplate(tx, context.workspace.id, input.template);
    if (!row) throw notFound();
    await updateTemplate(tx, row.workspaceId, row.id, { withdrawnAt: new Date(), updatedBy: actorName(context.actor) });
    await audit(tx, context, "template.withdraw", row.id, { name: row.card.name });
  });
  return null;
}
