import type { Json } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";
import type { FlowDocument } from "../document.schema.ts";
import { fillParameter } from "./fill-template.ts";
import type { TemplateParameter, TemplatePlace } from "./template-content.schema.ts";
import { valueAt, withValueAt } from "./template-place.ts";

/** What stands at a place until it is answered. */
function blankAt(document: FlowDocument, place: TemplatePlace): Json {
  return typeof valueAt(document, place) === "string" ? "" : null;
}

function begun(document: FlowDocument, { default: value, options }: TemplateParameter, place: TemplatePlace): FlowDocument {
  return value === undefined ? withValueAt(document, place, blankAt(document, place)) : fillParameter(document, { options, places: [place] }, value);
}

/**
 * The document with its parameters' defaults at their places, and nothing where a parameter has none: what its author had
 * there is gone. What is wrong with the parameters comes back by `parameters.<key>`.
 */
export function setParameters(document: FlowDocument, parameters: readonly TemplateParameter[]): Result<FlowDocument, ReadonlyMap<string, string>> {
  const problems = new Map<string, string>();
  const taken = new Set<string>();
  const keys = new Set<string>();
  let filled = document;
  for (const parameter of parameters) {
    const at = `parameters.${parameter.key}`;
    if (keys.size === keys.add(parameter.key).size) problems.set(at, "Two parameters have this key. Give each its own.");
    if (parameter.type === "choice" && parameter.options === undefined) problems.set(at, "Say what can be chosen.");
    for (const place of parameter.places) {
      const name = JSON.stringify([place.node, place.path]);
      if (taken.size === taken.add(name).size) problems.set(at, "Another parameter fills the same place already.");
      else if (valueAt(document, place) === undefined) problems.set(at, "What it fills is not in the flow any more. Choose a place again.");
      else filled = begun(filled, parameter, place);
    }
  }
  return problems.size > 0 ? fail(problems) : ok(filled);
}
