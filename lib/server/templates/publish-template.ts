import type { Transaction } from "#db/client.ts";
import { findFlow, type FlowRow, lockFlow } from "#db/queries/flows.ts";
import { findTemplateVersion, insertTemplate, insertTemplateVersion, templateOfFlow, type TemplateRow, updateTemplate } from "#db/queries/templates.ts";
import { present } from "#lib/assert.ts";
import type { InputOf } from "#lib/contracts/contract.ts";
import type { publishTemplate as contract, Template, TemplateFinding } from "#lib/contracts/templates.schema.ts";
import { AppError } from "#lib/errors.ts";
import { compile } from "#lib/flow/compile.ts";
import { newId } from "#lib/ids.ts";
import { canonicalJson, type Json } from "#lib/json.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowNotFound } from "../flows/flow-answer.ts";
import { usableNodeTypes } from "../flows/usable-node-types.ts";
import { runtime } from "../runtime.ts";
import { makeTemplate, type MadeTemplate } from "./make-template.ts";
import { newTemplateLink } from "./share-template.ts";
import { startCheck } from "./start-check.ts";
import { storedContent } from "./stored-content.ts";
import { templateAnswer } from "./template-answer.ts";
import { templateCard } from "./template-card.ts";

function demandClean(findings: readonly TemplateFinding[]): void {
  const [first] = findings;
  if (first === undefined) return;
  const more = findings.length - 1;
  throw new AppError("precondition", `This must not be in a template: ${first.where}. ${first.message}${more === 0 ? "" : ` And ${more} more.`}`, { details: findings });
}

/** A template is a flow that runs: one with issues would be installed with them. */
function demandRunning({ source }: MadeTemplate): void {
  const compiled = compile(source, usableNodeTypes());
  if (!compiled.ok) throw new AppError("precondition", `The flow cannot run yet: ${compiled.problem[0]?.message ?? ""}`, { details: compiled.problem });
}

async function putTemplate(tx: Transaction, context: WorkspaceContext, flow: FlowRow, { content }: MadeTemplate): Promise<TemplateRow> {
  const by = actorName(context.actor);
  const card = templateCard(content);
  const before = await templateOfFlow(tx, flow.workspaceId, flow.id);
  if (!before) {
    return present(await insertTemplate(tx, { id: newId("template"), workspaceId: flow.workspaceId, flowId: flow.id, link: newTemplateLink(), latestVersion: 1, card, createdBy: by, updatedBy: by }), "the template");
  }
  const latest = await findTemplateVersion(tx, before, before.latestVersion);
  if (latest && canonicalJson(storedContent(latest.content) as unknown as Json) === canonicalJson(content as unknown as Json)) {
    throw new AppError("conflict", `Nothing is different from version ${before.latestVersion}.`);
  }
  return present(await updateTemplate(tx, before.workspaceId, before.id, { latestVersion: before.latestVersion + 1, card, updatedBy: by }), "the template");
}

/**
 * Makes a template of a flow, or the next version of its template, and begins to run its samples.
 * @throws AppError precondition with the findings, or with the issues that keep the flow from running; conflict when
 * nothing is different.
 */
export async function publishTemplate(context: WorkspaceContext, input: InputOf<typeof contract>): Promise<Template> {
  demand(context, "templates:publish");
  const workspaceId = context.workspace.id;
  const { flow: id, message, ...draft } = input;
  const flow = await findFlow(database(), workspaceId, id);
  if (!flow) throw flowNotFound();
  const made = await makeTemplate(flow, draft, { message });
  demandRunning(made);
  demandClean(made.findings);
  const row = await database().transaction(async (tx) => {
    if (!(await lockFlow(tx, workspaceId, flow.id))) throw flowNotFound();
    const template = await putTemplate(tx, context, flow, made);
    await insertTemplateVersion(tx, {
      workspaceId, templateId: template.id, number: template.latestVersion, content: made.content, draft, message,
      fromVersion: made.fromVersion, fromRevision: made.fromVersion === null ? flow.draftRevision : null, publishedBy: actorName(context.actor),
    });
    await audit(tx, context, "template.publish", template.id, { name: made.content.name, version: template.latestVersion, flow: flow.id });
    return template;
  });
  // It is published, whatever becomes of its check.
  await startCheck(context, row).catch((err: unknown) => runtime().log.warn({ err, template: row.id }, "template.not-checked"));
  return await templateAnswer({ kind: "published", row, isOwn: true });
}
