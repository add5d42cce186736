import { isJsonObject, type Json } from "#lib/json.ts";

/** One value that whoever starts the flow gives. */
export interface Declared {
  name: string;
  type: string;
  required: boolean;
}

/** A setting's value as rows; what is none is left out. */
export function declaredRows(value: Json | undefined): Declared[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => (isJsonObject(entry) ? [{ name: String(entry["name"] ?? ""), type: String(entry["type"] ?? "any"), required: entry["required"] === true }] : []));
}

export function declaredValue(rows: readonly Declared[]): Json {
  return rows.map(({ name, type, required }) => ({ name, type, required }));
}
