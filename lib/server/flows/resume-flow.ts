import { setSubscriptionStatus, updateFlow } from "#db/queries/flows.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { runtime } from "../runtime.ts";
import { admitWaiting } from "../runs/admit-runs.ts";
import { startHeld } from "../runs/start-held.ts";
import { flowAnswer, flowNotFound } from "./flow-answer.ts";

export async function resumeFlow(context: WorkspaceContext, input: { flow: string }): Promise<Flow> {
  demand(context, "flows:write");
  const answer = await database().transaction(async (tx) => {
    const flow = await updateFlow(tx, context.workspace.id, input.flow, { pausedReason: null, pausedAt: null });
    if (!flow) throw flowNotFound();
    await setSubscriptionStatus(tx, context.workspace.id, flow.id, "active");
    await audit(tx, context, "flow.resume", flow.id);
    return flowAnswer(flow);
  });
  // Not awaited: it may be much. What this process does not start, a worker starts within seconds.
  Promise.all([startHeld(), admitWaiting()]).catch((err: unknown) => runtime().log.warn({ err }, "held.not-started"));
  return answer;
}
