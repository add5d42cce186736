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

/** What is wrong with one field of what was given; the empty name stands for the whole. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** Everything that is wrong; a field that is not declared is too, so that a misspelt name is not silently dropped. */
export function declaredProblems(declared: readonly DeclaredField[], value: Json): FieldProblem[] {
  if (!isJsonObject(value)) return [{ field: "", message: "Give the fields as a JSON object." }];
  const problems: FieldProblem[] = [];
  for (const { name, required, type } of declared) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given === undefined || given === null) {
      if (required) problems.push({ field: name, message: `The field “${name}” is missing. Give ${words[type]}.` });
    } else if (!hasType(given, type)) {
      problems.push({ field: name, message: `The field “${name}” takes ${words[type]}.` });
    }
  }
  const known = new Set(declared.map((field) => field.name));
  const takes = declared.length === 0 ? "no fields" : declared.map((field) => field.name).join(", ");
  for (const name of Object.keys(value).filter((given) => !known.has(given)).slice(0, 20)) problems.push({ field: name.slice(0, 64), message: `There is no field “${name.slice(0, 64)}”. It takes ${takes}.` });
  return problems;
}

/** What a trigger with declared fields starts with, or what is wrong with it in words that name each field. */
export function takeDeclared(declared: readonly DeclaredField[], value: Json): Result<JsonObject, string> {
  const problems = declaredProblems(declared, value);
  return problems.length === 0 ? ok(value as JsonObject) : fail(problems.map(({ message }) => message).join(" "));
}
