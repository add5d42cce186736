import { EgressError } from "../egress-error.ts";
import { writeArray } from "./array-text.ts";
import type { DatabaseValue } from "./database.ts";

/**
 * A value as text of the protocol.
 * @throws EgressError for text that PostgreSQL cannot store, before anything is sent.
 */
export function writeParameter(value: DatabaseValue): string | null {
  if (value === null) return null;
  if (typeof value === "object") return demandStorable(writeArray(value));
  return typeof value === "string" ? demandStorable(value) : String(value);
}

export function demandStorable(text: string): string {
  if (text.includes("\u0000")) throw new EgressError("validation", "unstorable_text", "A text holds the character NUL, which PostgreSQL cannot store. Remove it.");
  if (!text.isWellFormed()) throw new EgressError("validation", "unstorable_text", "A text holds half of a surrogate pair, which PostgreSQL cannot store. Remove it.");
  return text;
}
