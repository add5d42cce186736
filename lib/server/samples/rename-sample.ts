import { renameSample as renameRow } from "#db/queries/samples.ts";
import type { Sample } from "#lib/contracts/samples.schema.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { findDraft } from "./find-draft.ts";
import { sampleAnswer, sampleNotFound } from "./sample-answer.ts";

export async function renameSample(context: WorkspaceContext, input: { flow: string; sample: string; name: string }): Promise<Sample> {
  demand(context, "flows:write");
  const { flow, draft } = await findDraft(context, input.flow);
  return await database().transaction(async (tx) => {
    const row = await renameRow(tx, context.workspace.id, flow.id, input.sample, input.name);
    if (!row) throw sampleNotFound();
    await audit(tx, context, "sample.rename", row.id, { flow: flow.id });
    return sampleAnswer(row, draft);
  });
}
