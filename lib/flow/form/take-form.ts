import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";
import { setOwn } from "../bindings/resolve.ts";
import { fieldProblem } from "./field-problem.ts";
import type { AskedField } from "./form-field.ts";

function isBlank(value: Json | undefined): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

/**
 * A filled-in form by its fields. What was left empty is left out; a box that is not ticked says no. What is not right
 * is told by field name, and so is a field that the form does not have, so that a misspelt one is not silently dropped.
 */
export function takeForm(form: readonly AskedField[], given: Json | undefined): Result<JsonObject, ReadonlyMap<string, string>> {
  const values = isJsonObject(given) ? given : {};
  const problems = new Map<string, string>();
  const taken: JsonObject = {};
  for (const field of form) {
    const value = Object.hasOwn(values, field.name) ? values[field.name] : undefined;
    if (value === undefined || isBlank(value)) {
      if (field.type === "boolean") setOwn(taken, field.name, false);
      else if (field.required) problems.set(field.name, "This is needed.");
      continue;
    }
    const problem = fieldProblem(field, value);
    if (problem === null) setOwn(taken, field.name, value);
    else problems.set(field.name, problem);
  }
  const known = new Set(form.map((field) => field.name));
  for (const name of Object.keys(values)) if (!known.has(name)) problems.set(name, "The form has no such field.");
  return problems.size > 0 ? fail(problems) : ok(taken);
}

/** What a form holds when nobody fills it in. */
export function presetForm(form: readonly (AskedField & { default?: Json | undefined })[]): JsonObject {
  const filled: JsonObject = {};
  for (const field of form) {
    if (field.default !== undefined) setOwn(filled, field.name, field.default);
    else if (field.type === "boolean") setOwn(filled, field.name, false);
  }
  return filled;
}
