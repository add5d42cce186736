import type { Json } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";
import type { FlowDocument } from "../document.schema.ts";
import { answerProblem, defaultOf, fillParameter } from "./fill-template.ts";
import type { TemplateParameter, TemplatePlace } from "./template-content.schema.ts";
import { valueAt, withValueAt } from "./template-place.ts";

/** What stands at a place until it is answered. */
function blankAt(document: FlowDocument, place: TemplatePlace): Json {
  return typeof valueAt(document, place) === "string" ? "" : null;
}

function begun(document: FlowDocument, parameter: TemplateParameter, place: TemplatePlace): FlowDocument {
  const value = defaultOf(parameter);
  return value === undefined ? withValueAt(document, place, blankAt(document, place)) : fillParameter(document, { ...parameter, places: [place] }, value);
}

const nameOf = (node: string, path: TemplatePlace["path"]): string => JSON.stringify([node, ...path]);

/** Whether a place lies inside another one of those named. */
function isInside({ node, path }: TemplatePlace, all: ReadonlySet<string>): boolean {
  return path.some((_, length) => length > 0 && all.has(nameOf(node, path.slice(0, length))));
}

function parameterProblem(parameter: TemplateParameter): string | null {
  if (parameter.type === "choice" && parameter.options === undefined) return "Say what can be chosen.";
  const standard = defaultOf(parameter);
  const wrong = standard === undefined ? null : answerProblem(parameter, standard);
  return wrong === null ? null : `What is filled in already does not fit. ${wrong}`;
}

/**
 * The document with its parameters' defaults at their places, and nothing where a parameter has none: what its author had
 * there is gone. What is wrong with the parameters comes back by `parameters.<key>`.
 */
export function setParameters(document: FlowDocument, parameters: readonly TemplateParameter[]): Result<FlowDocument, ReadonlyMap<string, string>> {
  const problems = new Map<string, string>();
  const all = new Set(parameters.flatMap(({ places }) => places.map(({ node, path }) => nameOf(node, path))));
  const taken = new Set<string>();
  const keys = new Set<string>();
  let filled = document;
  for (const parameter of parameters) {
    const report = (problem: string): void => void problems.set(`parameters.${parameter.key}`, problem);
    if (keys.size === keys.add(parameter.key).size) report("Two questions have this key. Give each its own.");
    const wrong = parameterProblem(parameter);
    if (wrong !== null) report(wrong);
    for (const place of parameter.places) {
      if (taken.size === taken.add(nameOf(place.node, place.path)).size) report("Another question fills the same place already.");
      else if (isInside(place, all)) report("Another question fills all of what this one is a part of.");
      else if (valueAt(document, place) === undefined) report("What it fills is not in the flow any more. Choose a place again.");
      else filled = begun(filled, parameter, place);
    }
  }
  return problems.size > 0 ? fail(problems) : ok(filled);
}
