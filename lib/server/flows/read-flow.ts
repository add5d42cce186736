import { findFlow } from "#db/queries/flows.ts";
import { isInstalled } from "#db/queries/template-installs.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowAnswer, flowNotFound } from "./flow-answer.ts";

export async function readFlow(context: WorkspaceContext, input: { flow: string }): Promise<Flow> {
  demand(context, "flows:read");
  const row = await findFlow(database(), context.workspace.id, input.flow);
  if (!row) throw flowNotFound();
  return { ...flowAnswer(row), fromTemplate: await isInstalled(database(), context.workspace.id, row.id) };
}
