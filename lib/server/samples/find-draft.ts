import { findFlow, type FlowRow } from "#db/queries/flows.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { flowNotFound, storedDocument } from "../flows/flow-answer.ts";

/** A flow with its draft. @throws AppError not_found. */
export async function findDraft(context: WorkspaceContext, id: string): Promise<{ flow: FlowRow; draft: FlowDocument }> {
  const flow = await findFlow(database(), context.workspace.id, id);
  if (!flow) throw flowNotFound();
  return { flow, draft: storedDocument(flow.draft) };
}

/** @throws AppError invalid for a step that the draft has not, or has not any more. */
export function demandStep(draft: FlowDocument, id: string): FlowNode {
  const node = draft.nodes.find((candidate) => candidate.id === id);
  if (!node) throw new AppError("invalid", `There is no step ${id.slice(0, 64)} in the draft. Save the draft first, or choose another step.`);
  return node;
}
