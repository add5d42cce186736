import { deleteSubscription, updateFlow } from "#db/queries/flows.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowNotFound } from "./flow-answer.ts";

/** Versions and runs stay readable; the hook stops answering with this transaction. */
export async function deleteFlow(context: WorkspaceContext, input: { flow: string }): Promise<null> {
  demand(context, "flows:write");
  await database().transaction(async (tx) => {
    const flow = await updateFlow(tx, context.workspace.id, input.flow, { deletedAt: new Date(), updatedBy: actorName(context.actor) });
    if (!flow) throw flowNotFound();
    await deleteSubscription(tx, context.workspace.id, flow.id);
    await audit(tx, context, "flow.delete", flow.id, { name: flow.name });
  });
  return null;
}
