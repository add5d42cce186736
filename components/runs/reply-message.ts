import { isJsonObject, type Json } from "#lib/json.ts";

/** Where APIs put their sentence, the most telling first (RFC 9457 has `detail` and `title`, RFC 6749 `error_description`). */
const keys = ["message", "error_description", "detail", "error_message", "error", "errors", "title", "reason", "msg"] as const;
const longest = 300;
const deepest = 4;

function said(value: Json | undefined, depth: number): string | null {
  if (typeof value === "string") return value.trim() === "" ? null : value.trim();
  if (depth === 0 || value === undefined) return null;
  if (Array.isArray(value)) return said(value[0], depth - 1);
  if (!isJsonObject(value)) return null;
  for (const key of keys) {
    const found = said(value[key], depth - 1);
    if (found !== null) return found;
  }
  return null;
}

function short(text: string): string {
  return text.length > longest ? `${text.slice(0, longest).trimEnd()}…` : text;
}

/** The sentence in which a refusing reply says why; null where its body has none. */
export function replyMessage(body: string | null): string | null {
  if (body === null) return null;
  try {
    const value = JSON.parse(body) as Json;
    const found = said(value, deepest);
    return found === null ? null : short(found);
  } catch {
    const text = body.trim();
    return text === "" || text.startsWith("<") || text.startsWith("{") || text.length > longest ? null : text;
  }
}
