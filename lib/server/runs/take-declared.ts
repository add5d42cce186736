import type { DeclaredField } from "#lib/connectors/declared-field.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";

const words: Record<DeclaredField["type"], string> = { text: "text", number: "a number", boolean: "true or false", list: "a list", object: "an object", any: "a value" };

function hasType(value: Json, type: DeclaredField["type"]): boolean {
  switch (type) {
    case "any":
      return true;
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "list":
      return Array.isArray(value);
    case "object":
      return isJsonObject(value);
  }
}

/** The fields a published trigger declares, as its subscription keeps them. */
export function declaredFields(settings: { [key: string]: unknown }): DeclaredField[] {
  return Array.isArray(settings["fields"]) ? (settings["fields"] as DeclaredField[]) : [];
}

/**
 * What a trigger with declared fields starts with. A missing or wrong value is a problem in words; a field that is not
 * declared is refused too, so that a misspelt name is not silently dropped.
 */
export function takeDeclared(declared: readonly DeclaredField[], value: Json): Result<JsonObject, string> {
  if (!isJsonObject(value)) return fail("Give the fields as a JSON object.");
  for (const field of declared) {
    const given = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
    if (given === undefined || given === null) {
      if (field.required) return fail(`The field “${field.name}” is missing. Give ${words[field.type]}.`);
    } else if (!hasType(given, field.type)) {
      return fail(`The field “${field.name}” takes ${words[field.type]}.`);
    }
  }
  const known = new Set(declared.map((field) => field.name));
  const unknown = Object.keys(value).find((name) => !known.has(name));
  if (unknown !== undefined) return fail(`There is no field “${unknown.slice(0, 64)}”. It takes ${declared.length === 0 ? "no fields" : declared.map((field) => field.name).join(", ")}.`);
  return ok(value);
}
