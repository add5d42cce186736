import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { readUpdate } from "#lib/contracts/templates.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { type AnswerProblems, fillTemplate, type TemplateAnswers } from "#lib/flow/templates/fill-template.ts";
import type { TemplateConnection, TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { valueAt } from "#lib/flow/templates/template-place.ts";
import { canonicalJson, type Json } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";

export type TemplateUpdate = AnswerOf<typeof readUpdate>;
type Asks = Pick<TemplateUpdate, "parameters" | "connections" | "theirs">;

/** What has to be asked of a flow that was put together: answers go where the newer version's own value stands, and nowhere else. */
export function stillAsked({ parameters, connections, theirs }: Asks, merged: FlowDocument): { parameters: TemplateParameter[]; connections: TemplateConnection[] } {
  const nodes = new Map(merged.nodes.map((node) => [node.id, node]));
  const isTheirs = (place: TemplateParameter["places"][number]): boolean => {
    const [here, there] = [valueAt(merged, place), valueAt(theirs, place)];
    return here !== undefined && there !== undefined && canonicalJson(here) === canonicalJson(there);
  };
  return {
    parameters: parameters.map((parameter) => ({ ...parameter, places: parameter.places.filter(isTheirs) })).filter(({ places }) => places.length > 0),
    connections: connections.map((connection) => ({ ...connection, nodes: connection.nodes.filter((id) => nodes.has(id) && nodes.get(id)?.connection === undefined) })).filter(({ nodes: open }) => open.length > 0),
  };
}

/**
 * The draft as it will be, and every new question's answer: as given, or, where the reader kept what was there, that.
 * Problems are by `parameters.<key>`.
 */
export function putTogether(update: Asks, merged: FlowDocument, answers: TemplateAnswers): Result<{ document: FlowDocument; parameters: Record<string, Json> }, AnswerProblems> {
  const asked = stillAsked(update, merged);
  const keys = new Set(asked.parameters.map(({ key }) => key));
  const given = Object.fromEntries(Object.entries(answers.parameters).filter(([key]) => keys.has(key)));
  const filled = fillTemplate({ document: merged, ...asked }, { parameters: given, connections: answers.connections });
  if (!filled.ok) return fail(filled.problem);
  const kept = update.parameters.flatMap(({ key, places }): [string, Json][] => {
    const value = keys.has(key) ? undefined : places.map((place) => valueAt(merged, place)).find((here) => here !== undefined);
    return value === undefined ? [] : [[key, value]];
  });
  return ok({ document: filled.value, parameters: { ...Object.fromEntries(kept), ...given } });
}
