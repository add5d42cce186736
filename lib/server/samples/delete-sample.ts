import { deleteSample as deleteRow } from "#db/queries/samples.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { findDraft } from "./find-draft.ts";
import { sampleNotFound } from "./sample-answer.ts";

/** A mock that uses the sample goes with it: the step runs again in test-runs. */
export async function deleteSample(context: WorkspaceContext, input: { flow: string; sample: string }): Promise<null> {
  demand(context, "flows:write");
  const { flow } = await findDraft(context, input.flow);
  await database().transaction(async (tx) => {
    if (!(await deleteRow(tx, context.workspace.id, flow.id, input.sample))) throw sampleNotFound();
    await audit(tx, context, "sample.delete", input.sample, { flow: flow.id });
  });
  return null;
}
