import { samplesOf } from "#db/queries/samples.ts";
import type { Sample } from "#lib/contracts/samples.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { findDraft } from "./find-draft.ts";
import { sampleAnswer } from "./sample-answer.ts";

export async function listSamples(context: WorkspaceContext, input: { flow: string; node?: string | undefined }): Promise<{ samples: Sample[] }> {
  demand(context, "flows:read");
  const { flow, draft } = await findDraft(context, input.flow);
  return { samples: (await samplesOf(database(), context.workspace.id, flow.id, input.node)).map((row) => sampleAnswer(row, draft)) };
}
