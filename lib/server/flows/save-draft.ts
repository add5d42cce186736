import { noteDraft } from "#db/queries/draft-history.ts";
import { findFlow, updateFlow } from "#db/queries/flows.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { AppError } from "#lib/errors.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import type { Pattern } from "#lib/flow/pattern.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { demandOwnConnections } from "./demand-own-connections.ts";
import { flowFacts, flowNotFound } from "./flow-answer.ts";
import { takeDocument } from "./take-document.ts";

interface Saved {
  draftRevision: number;
  draftAhead: boolean;
  pattern: Pattern | null;
  updatedAt: string;
}

/**
 * Saves a draft made from revision `baseRevision`. When somebody saved in between, nothing is written and the conflict
 * names the revision and who saved it, so that both sides are kept.
 */
export async function saveDraft(context: WorkspaceContext, input: { flow: string; baseRevision: number; document?: unknown; name?: string | undefined }): Promise<Saved> {
  demand(context, "flows:write");
  const document = takeDocument(input.document);
  const db = database();
  await demandOwnConnections(db, context.workspace.id, document);
  const change = {
    draft: document,
    draftRevision: input.baseRevision + 1,
    pattern: patternOf(document, nodeTypes),
    updatedAt: new Date(),
    updatedBy: actorName(context.actor),
    ...(input.name === undefined ? {} : { name: input.name }),
  };
  const row = await db.transaction(async (tx) => {
    const updated = await updateFlow(tx, context.workspace.id, input.flow, change, input.baseRevision);
    if (updated) await noteDraft(tx, { workspaceId: context.workspace.id, flowId: updated.id, revision: updated.draftRevision, document, savedBy: change.updatedBy, publishedRevision: updated.publishedRevision });
    return updated;
  });
  if (row) {
    const { draftRevision, draftAhead, pattern, updatedAt } = flowFacts(row);
    return { draftRevision, draftAhead, pattern, updatedAt };
  }
  const newer = await findFlow(db, context.workspace.id, input.flow);
  if (!newer) throw flowNotFound();
  throw new AppError("conflict", "Somebody saved a newer draft. Compare both before you go on; yours was not written.", {
    details: { draftRevision: newer.draftRevision, updatedBy: newer.updatedBy, updatedAt: newer.updatedAt.toISOString() },
  });
}
