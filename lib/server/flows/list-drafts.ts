import { type DraftRow, draftsOf } from "#db/queries/draft-history.ts";
import { findFlow } from "#db/queries/flows.ts";
import type { SavedDraft } from "#lib/contracts/flows.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowNotFound } from "./flow-answer.ts";

export function draftAnswer(row: Omit<DraftRow, "document" | "workspaceId" | "flowId">): SavedDraft {
  return { revision: row.revision, firstRevision: row.firstRevision, savedBy: row.savedBy, beganAt: row.beganAt.toISOString(), savedAt: row.savedAt.toISOString() };
}

export async function listDrafts(context: WorkspaceContext, input: { flow: string }): Promise<{ drafts: SavedDraft[] }> {
  demand(context, "flows:read");
  const flow = await findFlow(database(), context.workspace.id, input.flow);
  if (!flow) throw flowNotFound();
  return { drafts: (await draftsOf(database(), context.workspace.id, flow.id)).map(draftAnswer) };
}
