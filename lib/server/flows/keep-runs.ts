import { updateFlow } from "#db/queries/flows.ts";
import type { Flow, Keep } from "#lib/contracts/flows.schema.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowAnswer, flowNotFound } from "./flow-answer.ts";

/** The days count for runs that start from now on; the megabytes for all, from the next look at them (within the hour). */
export async function keepRuns(context: WorkspaceContext, input: { flow: string } & Keep): Promise<Flow> {
  demand(context, "flows:keep");
  const { days, megabytes } = input;
  return await database().transaction(async (tx) => {
    const flow = await updateFlow(tx, context.workspace.id, input.flow, { keepDays: days, keepMegabytes: megabytes });
    if (!flow) throw flowNotFound();
    await audit(tx, context, "flow.keep", flow.id, { days, megabytes });
    return flowAnswer(flow);
  });
}
