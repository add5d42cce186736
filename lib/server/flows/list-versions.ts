import { findFlow, versionsOf } from "#db/queries/flows.ts";
import type { FlowVersion } from "#lib/contracts/flows.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowNotFound } from "./flow-answer.ts";
import { versionAnswer } from "./version-answer.ts";

export async function listVersions(context: WorkspaceContext, input: { flow: string }): Promise<{ versions: FlowVersion[] }> {
  demand(context, "flows:read");
  const flow = await findFlow(database(), context.workspace.id, input.flow);
  if (!flow) throw flowNotFound();
  return { versions: (await versionsOf(database(), context.workspace.id, flow.id)).map(versionAnswer) };
}
