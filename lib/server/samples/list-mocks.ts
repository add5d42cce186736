import { mocksOf, samplesById } from "#db/queries/samples.ts";
import { payloadsByHash } from "#db/queries/runs.ts";
import type { Mock } from "#lib/contracts/samples.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { projectSamples } from "../projection/project-samples.ts";
import { inlineBytes, payloadReader } from "../runs/payload-answer.ts";
import { findDraft } from "./find-draft.ts";
import { sampleAnswer } from "./sample-answer.ts";

const totalInlineBytes = 4 * 1024 * 1024;

/** The mocks of a flow; those of steps that are gone from the draft are left out. */
export async function listMocks(context: WorkspaceContext, input: { flow: string }): Promise<{ mocks: Mock[] }> {
  demand(context, "flows:read");
  const db = database();
  const workspaceId = context.workspace.id;
  const { flow, draft } = await findDraft(context, input.flow);
  const known = new Set(draft.nodes.map((node) => node.id));
  const rows = (await mocksOf(db, workspaceId, flow.id)).filter((row) => known.has(row.nodeId));
  const samples = new Map((await samplesById(db, workspaceId, flow.id, rows.flatMap((row) => row.sampleId ?? []))).map((row) => [row.id, sampleAnswer(row, draft)]));
  const stored = await payloadsByHash(db, { workspaceId, bucket: 0 }, rows.flatMap((row) => row.payload ?? []), inlineBytes);
  const payload = payloadReader(stored, await projectSamples(context, flow.id), totalInlineBytes);
  return {
    mocks: rows.map((row): Mock => {
      return {
        node: row.nodeId, kind: row.kind, sample: row.sampleId === null ? null : (samples.get(row.sampleId) ?? null), error: row.error as Mock["error"],
        payload: payload(row.payload), updatedBy: row.updatedBy, updatedAt: row.updatedAt.toISOString(),
      };
    }),
  };
}
