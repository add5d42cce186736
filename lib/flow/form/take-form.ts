import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";
import { setOwn } from "../bindings/resolve.ts";
import type { AskedField } from "./form-field.ts";

/** The longest text that a field takes. */
const longest = 20_000;

function isDay(value: string): boolean {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(value);
}

/** What is wrong with a value that was filled in; null when nothing is. */
function problemOf(field: AskedField, value: Json): string | null {
  switch (field.type) {
    case "text":
    case "long":
      return typeof value === "string" && value.length <= longest ? null : `Give text of at most ${longest.toLocaleString("en-GB")} characters.`;
    case "email":
      return typeof value === "string" && value.length <= 320 && /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value) ? null : "Give an address such as ada@example.com.";
    case "number":
      return typeof value === "number" ? null : "Give a number.";
    case "boolean":
      return typeof value === "boolean" ? null : "Say yes or no.";
    case "date":
      return typeof value === "string" && isDay(value) ? null : "Give a day such as 2026-12-24.";
    case "choice":
      return typeof value === "string" && field.options.includes(value) ? null : "Choose one of the list.";
  }
}

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
    const problem = problemOf(field, value);
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
