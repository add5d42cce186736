import { samplesById } from "#db/queries/samples.ts";
import type { Sample } from "#lib/contracts/samples.schema.ts";
import type { Payload } from "#lib/contracts/payload.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { projectSamples } from "../projection/project-samples.ts";
import { runtime } from "../runtime.ts";
import { findDraft } from "./find-draft.ts";
import { sampleAnswer, sampleNotFound } from "./sample-answer.ts";

export async function readSample(context: WorkspaceContext, input: { flow: string; sample: string }): Promise<Sample & { payload: Payload }> {
  demand(context, "flows:read");
  const workspaceId = context.workspace.id;
  const { flow, draft } = await findDraft(context, input.flow);
  const [row] = await samplesById(database(), workspaceId, flow.id, [input.sample]);
  const value = row && (await readPayloads(runtime().pool, { workspaceId, bucket: 0 }, [row.payload])).get(row.payload);
  if (!row || value === undefined) throw sampleNotFound();
  return { ...sampleAnswer(row, draft), payload: (await projectSamples(context, flow.id, row.runId === null ? [] : [row.runId])).payload(value, row.size) };
}
