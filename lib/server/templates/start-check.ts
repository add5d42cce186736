import { findDraft } from "#db/queries/draft-history.ts";
import { findFlow, findVersion } from "#db/queries/flows.ts";
import { putCheckUnder } from "#db/queries/template-checks.ts";
import { findTemplateVersion, type TemplateRow, type TemplateVersionRow } from "#db/queries/templates.ts";
import type { UnderCheck } from "#db/schema/templates.ts";
import { present } from "#lib/assert.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import { withSourceValues } from "#lib/flow/templates/with-source-values.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { storedDocument } from "../flows/flow-answer.ts";
import { testDocument } from "../flows/test-document.ts";
import { storedContent } from "./stored-content.ts";

/** What a version was made from, while the flow still has it. */
async function sourceOf(row: TemplateRow, version: TemplateVersionRow): Promise<FlowDocument | null> {
  const { workspaceId, flowId } = row;
  const flow = await findFlow(database(), workspaceId, flowId);
  if (!flow) return null;
  if (version.fromVersion !== null) {
    const live = await findVersion(database(), workspaceId, flowId, version.fromVersion);
    return live ? storedDocument(live.document) : null;
  }
  if (flow.draftRevision === version.fromRevision) return storedDocument(flow.draft);
  const draft = version.fromRevision === null ? undefined : await findDraft(database(), workspaceId, flowId, version.fromRevision);
  return draft ? storedDocument(draft.document) : null;
}

async function begin(context: WorkspaceContext, row: TemplateRow, content: TemplateContent, source: FlowDocument | null): Promise<UnderCheck[]> {
  const document = source && withSourceValues(content, source);
  const begun: UnderCheck[] = [];
  for (const { name, input } of content.samples) {
    if (document === null) {
      begun.push({ sample: name, problem: "The flow, or the draft that it was made from, is not kept any more. Publish the template again." });
      continue;
    }
    try {
      begun.push({ sample: name, run: (await testDocument(context, document, { flow: row.flowId, input }, async () => ({}))).run });
    } catch (error) {
      if (!AppError.is(error)) throw error;
      begun.push({ sample: name, problem: "It cannot run here: the flow has issues, or a connection of it is gone. Look at the flow." });
    }
  }
  return begun;
}

/**
 * Begins to run the samples of a template's newest version in the workspace it comes from, with the values and connections
 * that its author has, and without writing anything outside; a worker compares what they come to (`keepTemplateChecks`).
 */
export async function startCheck(context: WorkspaceContext, row: TemplateRow): Promise<void> {
  const version = present(await findTemplateVersion(database(), row, row.latestVersion), "the newest version");
  const content = storedContent(version.content);
  if (content.samples.length === 0) return;
  const under = await begin(context, row, content, await sourceOf(row, version));
  await putCheckUnder(database(), { workspaceId: row.workspaceId, templateId: row.id, version: version.number }, under);
  await audit(database(), context, "template.check", row.id, { version: version.number });
}
