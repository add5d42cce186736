import { endCapture } from "#db/queries/samples.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { findDraft } from "./find-draft.ts";

export async function stopCapture(context: WorkspaceContext, input: { flow: string }): Promise<null> {
  demand(context, "flows:write");
  const { flow } = await findDraft(context, input.flow);
  await database().transaction(async (tx) => {
    await endCapture(tx, context.workspace.id, flow.id);
    await audit(tx, context, "capture.stop", flow.id);
  });
  return null;
}
