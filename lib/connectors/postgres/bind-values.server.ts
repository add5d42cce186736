import type { JsonObject } from "#lib/json.ts";
import type { DatabaseSession } from "../define.ts";
import { StepError } from "../step-error.ts";
import { encodeValue, targetOf } from "./encode-value.server.ts";
import { bindNames } from "./named-parameters.ts";

/**
 * A statement's text and values, each written for the type that the database says the parameter has.
 * @throws StepError for a name without a value.
 */
export async function bindValues(session: DatabaseSession, sql: string, given: JsonObject): Promise<{ text: string; values: (string | null)[] }> {
  const { text, names } = bindNames(sql);
  const missing = names.filter((name) => !Object.hasOwn(given, name));
  if (missing.length > 0) {
    throw new StepError("validation", "value_missing", `The SQL names ${missing.map((name) => `:${name}`).join(", ")}, which ${missing.length === 1 ? "has" : "have"} no value. Add it under Values.`);
  }
  if (names.length === 0) return { text, values: [] };
  const types = await session.parameterTypes(text);
  return { text, values: names.map((name, index) => encodeValue(given[name] ?? null, targetOf(types[index] ?? 0), `:${name}`)) };
}
