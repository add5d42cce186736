import { findFlow, type FlowRow } from "#db/queries/flows.ts";
import { findInstall, type InstallRow } from "#db/queries/template-installs.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { readUpdate as contract, TemplateVersion } from "#lib/contracts/templates.schema.ts";
import { AppError } from "#lib/errors.ts";
import { defaultOf } from "#lib/flow/templates/fill-template.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowNotFound, storedDocument } from "../flows/flow-answer.ts";
import { filledAsAnswered } from "./filled-as-answered.ts";
import type { FoundVersion } from "./found-template.ts";
import { newerVersion } from "./newer-version.ts";
import { storedContent } from "./stored-content.ts";

/** A flow with where it comes from, and the newer version there is. @throws AppError not_found when there is none of these. */
export async function findUpdate(workspaceId: string, flowId: string): Promise<{ flow: FlowRow; install: InstallRow; newer: FoundVersion; installed: TemplateVersion }> {
  const flow = await findFlow(database(), workspaceId, flowId);
  if (!flow) throw flowNotFound();
  const install = await findInstall(database(), workspaceId, flow.id);
  const versions = install ? await newerVersion(install) : null;
  if (!install || versions === null) throw new AppError("precondition", "There is no newer version of its template.");
  return { flow, install, ...versions };
}

/** Both versions filled with what was answered, beside the draft: the three sides that are put together. */
export async function readUpdate(context: WorkspaceContext, input: { flow: string }): Promise<AnswerOf<typeof contract>> {
  demand(context, "flows:read");
  const { flow, install, newer, installed } = await findUpdate(context.workspace.id, input.flow);
  const content = storedContent(install.content);
  const mine = storedDocument(flow.draft);
  const theirs = filledAsAnswered(newer.content, install.answers);
  // What was asked before and may be left out was left out.
  const leftOut = new Set(content.parameters.filter((parameter) => (!parameter.required || defaultOf(parameter) !== undefined) && !Object.hasOwn(install.answers.parameters, parameter.key)).map(({ key }) => key));
  const connected = new Set(mine.nodes.filter(({ connection }) => connection !== undefined).map(({ id }) => id));
  return {
    from: installed,
    to: { number: newer.number, message: newer.message, publishedAt: newer.publishedAt },
    draftRevision: flow.draftRevision,
    base: filledAsAnswered(content, install.answers).document,
    mine,
    theirs: theirs.document,
    parameters: theirs.parameters.filter(({ key }) => !leftOut.has(key)),
    connections: theirs.connections.filter(({ nodes }) => nodes.some((node) => !connected.has(node))),
  };
}
