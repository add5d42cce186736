import type { Json } from "#lib/json.ts";

/** About how many characters a value has as JSON text, without writing it. */
export function jsonChars(value: Json): number {
  switch (typeof value) {
    case "string":
      return value.length + 2;
    case "number":
      return 8;
    case "boolean":
      return 5;
    default: {
      if (value === null) return 4;
      let chars = 2;
      if (Array.isArray(value)) {
        for (const item of value) chars += jsonChars(item) + 1;
        return chars;
      }
      for (const key in value) chars += key.length + 4 + jsonChars(value[key] ?? null);
      return chars;
    }
  }
}
