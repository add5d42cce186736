import { isJsonObject, type Json } from "#lib/json.ts";

const longest = 80;

/** A value in a few words, however large it is: for one cell of a table. */
export function shortValue(value: Json, length: number = longest): string {
  if (typeof value === "string") return value.length > length ? `${value.slice(0, length)}…` : value;
  if (Array.isArray(value)) return `[${value.length} ${value.length === 1 ? "item" : "items"}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value);
  const named = keys.slice(0, 3).join(", ");
  return keys.length === 0 ? "{}" : `{${named.length > 40 ? `${named.slice(0, 40)}…` : named}${keys.length > 3 ? `, ${keys.length - 3} more` : ""}}`;
}
