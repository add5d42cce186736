import { listConnectionRows } from "#db/queries/connections.ts";
import { findVersion, type FlowRow, hookPathsAmong } from "#db/queries/flows.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";
import type { TemplateDraft, TemplateFinding } from "#lib/contracts/templates.schema.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import { isStorable } from "#lib/flow/templates/is-storable.ts";
import { setParameters } from "#lib/flow/templates/set-parameters.ts";
import { stripDocument } from "#lib/flow/templates/strip-document.ts";
import { type TemplateChoice, templateChoices } from "#lib/flow/templates/template-choices.ts";
import { templateConnections } from "#lib/flow/templates/template-connections.ts";
import { type TemplateContent, templateFormat } from "#lib/flow/templates/template-content.schema.ts";
import { database } from "../database.ts";
import { storedDocument } from "../flows/flow-answer.ts";
import { triggerInput } from "../runs/trigger-input.ts";
import { calledFlowParameters } from "./called-flow-parameters.ts";
import { scanContent } from "./scan/scan-content.ts";
import { systemTitle } from "./template-card.ts";

export interface MadeTemplate {
  content: TemplateContent;
  choices: TemplateChoice[];
  findings: TemplateFinding[];
  /** The document it was made from, as it is in the workspace. */
  source: FlowDocument;
  /** Of the flow's versions; null when it was made from the draft. */
  fromVersion: number | null;
}

function refused(problems: ReadonlyMap<string, string>): AppError {
  const details = [...problems].map(([at, message]) => ({ at, message }));
  return new AppError("invalid", details[0]?.message ?? "This cannot be taken.", { details });
}

/** @throws AppError precondition when the live version is asked for and there is none. */
async function sourceOf(flow: FlowRow, from: TemplateDraft["from"]): Promise<Pick<MadeTemplate, "source" | "fromVersion">> {
  if (from === "draft") return { source: storedDocument(flow.draft), fromVersion: null };
  const version = flow.liveVersion === null ? undefined : await findVersion(database(), flow.workspaceId, flow.id, flow.liveVersion);
  if (!version) throw new AppError("precondition", "The flow is not live yet. Publish it first, or make the template from the draft.");
  return { source: storedDocument(version.document), fromVersion: version.number };
}

function demandFitting(source: FlowDocument, samples: TemplateDraft["samples"]): void {
  const names = new Set<string>();
  for (const [index, { name, input }] of samples.entries()) {
    const at = `samples.${index}`;
    if (names.size === names.add(name).size) throw refused(new Map([[at, `Two samples are called “${name}”. Rename one.`]]));
    try {
      triggerInput(source, input);
    } catch (error) {
      if (!AppError.is(error)) throw error;
      throw refused(new Map([[at, `The sample “${name}” does not fit the trigger. ${error.message}`]]));
    }
  }
}

/**
 * The template that a flow makes, by what its author says; nothing is stored. What may leave the workspace is known by
 * name (`stripDocument`), and what is left is looked through (`scanContent`).
 * @param also texts that go with it and are looked through as well, by what they are called.
 */
export async function makeTemplate(flow: FlowRow, draft: TemplateDraft, also: Readonly<Record<string, string>> = {}): Promise<MadeTemplate> {
  if (!isStorable(draft) || !isStorable(also)) throw new AppError("invalid", "It holds a character that cannot be stored (U+0000, or half of a pair). Take it out.");
  const { from, parameters: said, connections: saidConnections, samples, keep, ...about } = draft;
  const { source, fromVersion } = await sourceOf(flow, from);
  const stripped = stripDocument(source, nodeTypes);
  const kinds = new Map((await listConnectionRows(database(), flow.workspaceId)).map(({ id, kind }) => [id, kind]));
  const connections = templateConnections(source, nodeTypes, kinds, systemTitle, saidConnections);
  if (!connections.ok) throw refused(connections.problem);
  const parameters = [...said, ...calledFlowParameters(stripped, said)];
  const document = setParameters(stripped, parameters);
  if (!document.ok) throw refused(document.problem);
  demandFitting(source, samples);
  const content: TemplateContent = {
    format: templateFormat, ...about, pattern: patternOf(source, nodeTypes), document: document.value, parameters, connections: connections.value,
    samples: samples.map((sample) => ({ ...sample, expected: null })),
  };
  const kept = new Set(keep);
  const keysAmong = async (words: readonly string[]): Promise<Set<string>> => await hookPathsAmong(database(), flow.workspaceId, words);
  const findings = (await scanContent(content, also, keysAmong)).filter(({ at, mayKeep }) => !mayKeep || !kept.has(at));
  return { content, choices: templateChoices(stripped, source, nodeTypes), findings, source, fromVersion };
}
