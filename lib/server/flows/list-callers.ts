import { callersOf, findFlow } from "#db/queries/flows.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowNotFound } from "./flow-answer.ts";

const most = 200;

export async function listCallers(context: WorkspaceContext, input: { flow: string }): Promise<{ callers: { id: string; name: string; isLive: boolean }[] }> {
  demand(context, "flows:read");
  const flow = await findFlow(database(), context.workspace.id, input.flow);
  if (!flow) throw flowNotFound();
  return { callers: await callersOf(database(), context.workspace.id, flow.id, most) };
}
