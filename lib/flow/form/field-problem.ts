import type { Json } from "#lib/json.ts";
import type { AskedField } from "./form-field.ts";

/** The longest text that a field takes. */
const longest = 20_000;

function isText(value: Json): value is string {
  return typeof value === "string" && value.length <= longest;
}

function isDay(value: string): boolean {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(value);
}

/** What is wrong with a value that was filled in, in words; null when nothing is. */
export function fieldProblem(field: Pick<AskedField, "type" | "options">, value: Json): string | null {
  switch (field.type) {
    case "text":
    case "long":
      return isText(value) ? null : `Give text of at most ${longest.toLocaleString("en-GB")} characters.`;
    case "email":
      return typeof value === "string" && value.length <= 320 && /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value) ? null : "Give an address such as ada@example.com.";
    case "number":
      return typeof value === "number" ? null : "Give a number.";
    case "boolean":
      return typeof value === "boolean" ? null : "Say yes or no.";
    case "date":
      return typeof value === "string" && isDay(value) ? null : "Give a day such as 2026-12-24.";
    case "choice":
      return typeof value === "string" && field.options.includes(value) ? null : "Choose one of the list.";
  }
}
