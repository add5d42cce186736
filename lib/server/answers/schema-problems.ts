import { z } from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import type { FieldProblem } from "../runs/take-declared.ts";

const compiled = new WeakMap<JsonObject, z.ZodType>();
/** Settings are read anew for each request: the same text is the same schema. */
const byText = new Map<string, z.ZodType>();
const kept = 200;

function compile(schema: JsonObject): z.ZodType {
  const known = compiled.get(schema);
  if (known) return known;
  const text = JSON.stringify(schema);
  const made = byText.get(text) ?? z.fromJSONSchema(schema);
  byText.set(text, made);
  const oldest = byText.size > kept ? byText.keys().next().value : undefined;
  if (oldest !== undefined) byText.delete(oldest);
  compiled.set(schema, made);
  return made;
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.map(String).join(".");
}

/** How a value does not fit a JSON Schema that `schemaProblem` has nothing against, by field. */
export function schemaProblems(schema: JsonObject, value: Json): FieldProblem[] {
  const result = compile(schema).safeParse(value);
  if (result.success) return [];
  return result.error.issues.slice(0, 50).flatMap((issue): FieldProblem[] => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => ({ field: placeOf([...issue.path, key]), message: `There is no field “${placeOf([...issue.path, key])}”.` }));
    const field = placeOf(issue.path);
    const isMissing = issue.code === "invalid_type" && issue.message.endsWith("received undefined");
    const expected = issue.code === "invalid_type" ? issue.expected : "";
    return [{ field, message: isMissing ? `The field “${field}” is missing. Give ${expected}.` : field === "" ? `${issue.message}.` : `The field “${field}”: ${issue.message}.` }];
  });
}
