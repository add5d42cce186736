import { findFlow } from "#db/queries/flows.ts";
import { findRefusals } from "#db/queries/hook-refusals.ts";
import { RefusedRequest } from "#lib/contracts/refusals.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowNotFound } from "../flows/flow-answer.ts";

/** What a flow's hook did not take in because it was not verified, so that its people can see what the sender does wrong. */
export async function listRefusals(context: WorkspaceContext, input: { flow: string }): Promise<{ count: number; since: string | null; refused: RefusedRequest[] }> {
  demand(context, "flows:read");
  const flow = await findFlow(database(), context.workspace.id, input.flow);
  if (!flow) throw flowNotFound();
  const found = await findRefusals(database(), context.workspace.id, flow.id);
  return { count: found?.count ?? 0, since: found?.since.toISOString() ?? null, refused: RefusedRequest.array().parse(found?.recent ?? []) };
}
