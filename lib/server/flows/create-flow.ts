import { noteDraft } from "#db/queries/draft-history.ts";
import { insertFlow } from "#db/queries/flows.ts";
import { present } from "#lib/assert.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { emptyDocument } from "#lib/flow/migrations/read-document.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import { newId } from "#lib/ids.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowAnswer, newHookPath } from "./flow-answer.ts";
import { takeDocument } from "./take-document.ts";

export async function createFlow(context: WorkspaceContext, input: { name: string; document?: unknown }): Promise<Flow> {
  demand(context, "flows:write");
  const document = input.document === undefined ? emptyDocument() : takeDocument(input.document);
  const by = actorName(context.actor);
  return await database().transaction(async (tx) => {
    const row = await insertFlow(tx, {
      id: newId("flow"),
      workspaceId: context.workspace.id,
      name: input.name,
      draft: document,
      pattern: patternOf(document, nodeTypes),
      hookPath: newHookPath(),
      createdBy: by,
      updatedBy: by,
    });
    const flow = present(row, "the new flow");
    await noteDraft(tx, { workspaceId: context.workspace.id, flowId: flow.id, revision: flow.draftRevision, document, savedBy: by, publishedRevision: null });
    await audit(tx, context, "flow.create", flow.id);
    return flowAnswer(flow);
  });
}
