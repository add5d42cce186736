import type { JsonObject } from "#lib/json.ts";

/** Settings that say something: a text that was left empty is not sent. */
export function withoutEmpty(settings: Readonly<Record<string, string | number | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(settings).filter((entry): entry is [string, string | number] => entry[1] !== undefined && entry[1] !== ""));
}
