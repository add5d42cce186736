import type { PoolClient } from "pg";
import { databaseOn } from "#db/client.ts";
import { noteDraft } from "#db/queries/draft-history.ts";
import { insertFlow } from "#db/queries/flows.ts";
import { insertSample } from "#db/queries/samples.ts";
import { insertInstall } from "#db/queries/template-installs.ts";
import { present } from "#lib/assert.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";
import type { InputOf } from "#lib/contracts/contract.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { installTemplate as contract } from "#lib/contracts/templates.schema.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import { fillTemplate, type TemplateAnswers } from "#lib/flow/templates/fill-template.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import { newId } from "#lib/ids.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { flowAnswer, newHookPath } from "../flows/flow-answer.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { keepPayload } from "../samples/keep-payload.ts";
import { outputFingerprint } from "../samples/output-fingerprint.ts";
import { transaction } from "../transaction.ts";
import { demandAnswers } from "./demand-answers.ts";
import { type FoundTemplate, findTemplateByLink, findTemplateFor, readVersionOf, templateIdOf } from "./found-template.ts";
import { takeFile } from "./take-file.ts";
import { unavailableBecause } from "./unavailable-because.ts";

type Input = InputOf<typeof contract>;

interface Taken {
  content: TemplateContent;
  /** Null for a file. */
  template: string | null;
  link: string | null;
  version: number;
}

async function ofTemplate(found: FoundTemplate, number: number | undefined, link: string | null): Promise<Taken> {
  const { content, number: version } = await readVersionOf(found, number);
  return { content, template: templateIdOf(found), link, version };
}

async function take(workspaceId: string, source: Input["source"]): Promise<Taken> {
  switch (source.kind) {
    case "template":
      return await ofTemplate(await findTemplateFor(workspaceId, source.template), source.version, null);
    case "link":
      return await ofTemplate(await findTemplateByLink(source.link, workspaceId), undefined, source.link);
    case "file":
      return { content: takeFile(source.file), template: null, link: null, version: 1 };
  }
}

/** @throws AppError invalid, by `parameters.<key>` and `connections.<key>`. */
function fill(content: TemplateContent, answers: TemplateAnswers): FlowDocument {
  const filled = fillTemplate(content, answers);
  if (filled.ok) return filled.value;
  const details = [...filled.problem].map(([at, message]) => ({ at, message }));
  throw new AppError("invalid", details[0]?.message ?? "An answer does not fit.", { details });
}

async function putSamples(client: PoolClient, context: WorkspaceContext, flowId: string, document: FlowDocument, samples: TemplateContent["samples"]): Promise<void> {
  const trigger = document.nodes.find(({ type }) => nodeTypes.get(type)?.kind === "trigger");
  if (!trigger) return;
  const fingerprint = outputFingerprint(document, trigger.id);
  // The first one is shown first, and a list is newest first.
  for (const { name, input } of samples.toReversed()) {
    const payload = packPayload(input);
    await keepPayload(client, context.workspace.id, payload);
    await insertSample(databaseOn(client), {
      workspaceId: context.workspace.id, id: newId("sample"), flowId, nodeId: trigger.id, name, payload: payload.hash, size: payload.size,
      origin: "template", fingerprint, runId: null, createdBy: actorName(context.actor),
    });
  }
}

/**
 * Makes a flow of a template in one transaction: its draft, its samples and where it comes from. Nothing is asked of any
 * other system, and nothing runs.
 * @throws AppError not_found, invalid by parameter or connection, precondition when it cannot run on this instance.
 */
export async function installTemplate(context: WorkspaceContext, input: Input): Promise<Flow> {
  demand(context, "flows:write");
  const workspaceId = context.workspace.id;
  const { content, template, link, version } = await take(workspaceId, input.source);
  const unavailable = unavailableBecause(content.document.nodes);
  if (unavailable !== null) throw new AppError("precondition", unavailable);
  const answers = { parameters: input.parameters, connections: input.connections };
  const document = fill(content, answers);
  const by = actorName(context.actor);
  const name = input.name ?? content.name;
  return await transaction(async (client) => {
    const tx = databaseOn(client);
    await demandAnswers(tx, workspaceId, content, answers);
    const flow = present(await insertFlow(tx, { id: newId("flow"), workspaceId, name, draft: document, pattern: patternOf(document, nodeTypes), hookPath: newHookPath(), createdBy: by, updatedBy: by }), "the new flow");
    await noteDraft(tx, { workspaceId, flowId: flow.id, revision: flow.draftRevision, document, savedBy: by, publishedRevision: null });
    await putSamples(client, context, flow.id, document, content.samples);
    await insertInstall(tx, { workspaceId, flowId: flow.id, templateId: template, link, version, content, answers, installedBy: by });
    await audit(tx, context, "flow.create", flow.id);
    await audit(tx, context, "template.install", flow.id, { template, name: content.name, version });
    return flowAnswer(flow);
  });
}
