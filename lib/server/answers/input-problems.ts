import type { Json } from "#lib/json.ts";
import { declaredProblems, type FieldProblem } from "../runs/take-declared.ts";
import type { AnswerSettings } from "./answer-settings.ts";
import { schemaProblems } from "./schema-problems.ts";

/** What is wrong with a body, by field; empty when it may start the flow. */
export function inputProblems({ fields, schema }: Pick<AnswerSettings, "fields" | "schema">, body: Json): FieldProblem[] {
  if (schema !== null) return schemaProblems(schema, body);
  return fields.length === 0 ? [] : declaredProblems(fields, body);
}
