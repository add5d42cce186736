import { z } from "zod";
import type { Json, JsonObject } from "#lib/json.ts";

const maxSchemaChars = 64 * 1024;
/** Their cost has no bound that could be known beforehand. */
const costly = new Set(["pattern", "patternProperties"]);
/** Nothing is fetched; references stay in the schema. */
const outward = /"\$ref":"(?!#)/;

function keysOf(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  return typeof value === "object" && value !== null ? Object.entries(value).flatMap(([key, part]) => [key, ...keysOf(part)]) : [];
}

/** Why a JSON Schema cannot be used, in words; null when it can. */
export function schemaProblem(schema: JsonObject): string | null {
  const text = JSON.stringify(schema);
  if (text.length > maxSchemaChars) return `It is longer than ${maxSchemaChars} characters.`;
  const refused = keysOf(schema).find((key) => costly.has(key));
  if (refused !== undefined) return `“${refused}” is not supported, because a pattern may take for ever. Use enum, format, minLength and maxLength.`;
  if (outward.test(text)) return "A $ref to another document is not supported. Put the definition under $defs.";
  try {
    z.fromJSONSchema(schema);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : "It does not read.";
  }
}
