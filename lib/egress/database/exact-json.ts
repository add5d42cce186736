import type { Json } from "#lib/json.ts";

/**
 * A number's text as a number where that changes nothing, else as it is: an integer beyond 2^53, more than 15 digits,
 * NaN and infinity stay text.
 */
export function exactNumber(text: string): number | string {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  if (/^-?\d+$/.test(text)) return Number.isSafeInteger(value) ? value : text;
  const digits = text.replace(/[eE].*$/, "").replace(/[-+.]/g, "").replace(/^0+/, "").replace(/0+$/, "");
  if (digits === "") return 0;
  // Below the smallest normal number a double holds fewer digits, at last none.
  return digits.length <= 15 && Math.abs(value) >= 2.2250738585072014e-308 ? value : text;
}

/** JSON text as a value whose numbers are exact: one that a double cannot hold becomes text. */
export function exactJson(text: string): Json {
  if (!/\d[\d.]{15}|\d[eE]/.test(text)) return JSON.parse(text) as Json;
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => (typeof value === "number" && context?.source !== undefined ? exactOrDouble(context.source, value) : value)) as Json;
}

/** What a double was written as (17 digits at most) is that double again, so it may stay one. */
function exactOrDouble(source: string, value: number): number | string {
  return String(value) === source ? value : exactNumber(source);
}
