import { findDraft } from "#db/queries/draft-history.ts";
import { findFlow } from "#db/queries/flows.ts";
import type { SavedDraft } from "#lib/contracts/flows.schema.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowNotFound, storedDocument } from "./flow-answer.ts";
import { draftAnswer } from "./list-drafts.ts";

export async function readDraft(context: WorkspaceContext, input: { flow: string; revision: number }): Promise<SavedDraft & { document: FlowDocument }> {
  demand(context, "flows:read");
  const flow = await findFlow(database(), context.workspace.id, input.flow);
  if (!flow) throw flowNotFound();
  const row = await findDraft(database(), context.workspace.id, flow.id, input.revision);
  if (!row) throw new AppError("not_found", "There is no such earlier draft any more; a flow keeps its last 100.");
  return { ...draftAnswer(row), document: storedDocument(row.document) };
}
