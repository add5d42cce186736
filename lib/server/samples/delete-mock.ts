import { deleteMock as deleteRow } from "#db/queries/samples.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { findDraft } from "./find-draft.ts";

/** A step without a mock stays as it is. */
export async function deleteMock(context: WorkspaceContext, input: { flow: string; node: string }): Promise<null> {
  demand(context, "flows:write");
  const { flow } = await findDraft(context, input.flow);
  await database().transaction(async (tx) => {
    await deleteRow(tx, context.workspace.id, flow.id, input.node);
    await audit(tx, context, "mock.delete", flow.id, { node: input.node });
  });
  return null;
}
