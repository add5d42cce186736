export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON text with object keys in code-unit order, so that equal values have equal text. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (isJsonObject(value)) {
    const keys = Object.keys(value).toSorted();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** Whether a value is nested deeper than `limit` levels; a list or object is one. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= limit; depth += 1) {
    level = level.filter((item) => typeof item === "object" && item !== null).flatMap((item) => Object.values(item as object));
    if (level.length === 0) return false;
  }
  return true;
}

/**
 * Whether the JSON text of a value is surely longer than `limit` characters. Stops counting there, so that a value that
 * repeats itself (a map of a map of …) is refused before it is written out.
 */
export function isLongerThan(value: Json, limit: number): boolean {
  let length = 0;
  const open: Json[] = [value];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (typeof item === "string") length += item.length + 2;
    else if (typeof item !== "object" || item === null) length += 4;
    else {
      length += 2;
      for (const [key, part] of Object.entries(item)) {
        if (!Array.isArray(item)) length += key.length + 3;
        open.push(part);
      }
    }
    if (length > limit) return true;
  }
  return false;
}
