import { type ArrayItem, writeArray } from "#lib/egress/database/array-text.ts";
import { firstOwnType, itemType, typeNumbers } from "#lib/egress/database/type-numbers.ts";
import type { Json } from "#lib/json.ts";
import { StepError } from "../step-error.ts";

/** What decides how a value is written: its type's number, and that of an array's items (0 for no array). */
export interface TargetType {
  base: number;
  item: number;
}

/** A type known by its number only, as a statement's parameters have it. */
export function targetOf(type: number): TargetType {
  return { base: type, item: itemType(type) ?? 0 };
}

function storable(text: string, what: string): string {
  if (text.includes("\u0000")) throw new StepError("validation", "unstorable_text", `${what} holds the character NUL, which PostgreSQL cannot store. Remove it.`);
  if (!text.isWellFormed()) throw new StepError("validation", "unstorable_text", `${what} holds half of a surrogate pair, which PostgreSQL cannot store. Remove it.`);
  return text;
}

function writeBytes(text: string, what: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.replace(/=+$/, "").length % 4 === 1) {
    throw new StepError("validation", "not_base64", `${what} holds bytes, which are given as base64 text.`);
  }
  return `\\x${Buffer.from(text, "base64").toString("hex")}`;
}

function writeItems(list: readonly Json[], item: TargetType, what: string): ArrayItem[] {
  return list.map((value) => (Array.isArray(value) && !isJsonType(item.base) ? writeItems(value, item, what) : encodeValue(value, item, what)));
}

function isJsonType(type: number): boolean {
  return type === typeNumbers.json || type === typeNumbers.jsonb;
}

/**
 * A value as PostgreSQL reads its text for a type: JSON types take any value, bytes take base64, arrays take lists.
 * @throws StepError (validation) for what cannot be written; what only the database can judge, it judges.
 */
export function encodeValue(value: Json, target: TargetType, what: string): string | null {
  if (value === null) return null;
  if (isJsonType(target.base)) return storable(JSON.stringify(value), what);
  if (target.base === typeNumbers.bytea && typeof value === "string") return writeBytes(value, what);
  if (Array.isArray(value) && (target.item !== 0 || target.base >= firstOwnType)) return storable(writeArray(writeItems(value, { base: target.item, item: 0 }, what)), what);
  if (typeof value === "string") return storable(value, what);
  return typeof value === "object" ? storable(JSON.stringify(value), what) : String(value);
}
