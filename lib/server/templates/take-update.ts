import { noteDraft } from "#db/queries/draft-history.ts";
import { updateFlow } from "#db/queries/flows.ts";
import { updateInstall } from "#db/queries/template-installs.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";
import type { InputOf } from "#lib/contracts/contract.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { takeUpdate as contract } from "#lib/contracts/templates.schema.ts";
import { AppError } from "#lib/errors.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import { addAnswers } from "#lib/flow/templates/add-answers.ts";
import type { TemplateAnswers } from "#lib/flow/templates/fill-template.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { demandOwnConnections } from "../flows/demand-own-connections.ts";
import { flowAnswer } from "../flows/flow-answer.ts";
import { takeDocument } from "../flows/take-document.ts";
import { usableNodeTypes } from "../flows/usable-node-types.ts";
import { demandAnswers } from "./demand-answers.ts";
import { findUpdate } from "./read-update.ts";
import type { FoundVersion } from "./found-template.ts";

type Input = InputOf<typeof contract>;
type Take = Extract<Input, { kind: "take" }>;

/** Answers that this version asks for; those to questions that it asks no more are dropped. */
function knownAnswers({ content }: FoundVersion, before: TemplateAnswers, now: TemplateAnswers): TemplateAnswers {
  const parameters = new Set(content.parameters.map(({ key }) => key));
  const connections = new Set(content.connections.map(({ key }) => key));
  const known = <Value>(values: Readonly<Record<string, Value>>, keys: ReadonlySet<string>): Record<string, Value> => Object.fromEntries(Object.entries(values).filter(([key]) => keys.has(key)));
  return { parameters: known({ ...before.parameters, ...now.parameters }, parameters), connections: known({ ...before.connections, ...now.connections }, connections) };
}

async function takeVersion(context: WorkspaceContext, { flow, install, newer }: Awaited<ReturnType<typeof findUpdate>>, input: Take): Promise<Flow> {
  const workspaceId = context.workspace.id;
  const given = { parameters: input.parameters, connections: input.connections };
  const added = addAnswers(takeDocument(input.document), newer.content, given);
  if (!added.ok) throw new AppError("invalid", [...added.problem.values()][0] ?? "An answer does not fit.", { details: [...added.problem].map(([at, message]) => ({ at, message })) });
  const document = added.value;
  return await database().transaction(async (tx) => {
    await demandAnswers(tx, workspaceId, newer.content, given);
    await demandOwnConnections(tx, workspaceId, document, usableNodeTypes());
    const saved = await updateFlow(tx, workspaceId, flow.id, { draft: document, draftRevision: input.baseRevision + 1, pattern: patternOf(document, nodeTypes), updatedAt: new Date(), updatedBy: actorName(context.actor) }, input.baseRevision);
    if (!saved) throw new AppError("conflict", "Somebody saved a newer draft. Put the versions together again; yours was not written.", { details: { draftRevision: flow.draftRevision } });
    await noteDraft(tx, { workspaceId, flowId: flow.id, revision: saved.draftRevision, document, savedBy: saved.updatedBy, publishedRevision: saved.publishedRevision });
    await updateInstall(tx, workspaceId, flow.id, { version: newer.number, content: newer.content, answers: knownAnswers(newer, install.answers, given), leftAside: null });
    await audit(tx, context, "template.update", flow.id, { template: install.templateId, name: newer.content.name, version: newer.number });
    return flowAnswer(saved);
  });
}

/**
 * Saves what was put together with a newer version of a flow's template as its draft, or leaves that version aside until
 * there is another.
 * @throws AppError conflict when the draft or the template went on meanwhile; precondition when there is nothing newer.
 */
export async function takeUpdate(context: WorkspaceContext, input: Input): Promise<Flow> {
  demand(context, "flows:write");
  const update = await findUpdate(context.workspace.id, input.flow);
  if (update.newer.number !== input.version) throw new AppError("conflict", `There is version ${update.newer.number} by now. Look at that one.`, { details: { version: update.newer.number } });
  if (input.kind === "take") return await takeVersion(context, update, input);
  const { flow, install } = update;
  await database().transaction(async (tx) => {
    await updateInstall(tx, flow.workspaceId, flow.id, { leftAside: input.version });
    await audit(tx, context, "template.leave", flow.id, { template: install.templateId, version: input.version });
  });
  return flowAnswer(flow);
}
