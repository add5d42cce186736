import { setSubscriptionStatus, updateFlow } from "#db/queries/flows.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowAnswer, flowNotFound } from "./flow-answer.ts";

/** What arrives from now on is kept; runs under way go on (SEMANTICS event-2). */
export async function pauseFlow(context: WorkspaceContext, input: { flow: string; reason: string }): Promise<Flow> {
  demand(context, "flows:write");
  return await database().transaction(async (tx) => {
    const flow = await updateFlow(tx, context.workspace.id, input.flow, { pausedReason: input.reason, pausedAt: new Date() });
    if (!flow) throw flowNotFound();
    await setSubscriptionStatus(tx, context.workspace.id, flow.id, "paused");
    await audit(tx, context, "flow.pause", flow.id, { reason: input.reason });
    return flowAnswer(flow);
  });
}
