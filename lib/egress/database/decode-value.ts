import { isDeeperThan, type Json } from "#lib/json.ts";
import { EgressError } from "../egress-error.ts";
import { readArray } from "./array-text.ts";
import { exactJson, exactNumber } from "./exact-json.ts";
import { itemType, typeNumbers as t } from "./type-numbers.ts";

const maxDepth = 200;

function readJson(text: string): Json {
  const value = exactJson(text);
  if (isDeeperThan(value, maxDepth)) throw new EgressError("provider", "value_too_deep", `A JSON value is nested deeper than ${maxDepth} levels, so it was not taken.`);
  return value;
}

/** `2026-01-31 08:15:00.123456+00` as ISO; infinity and years before Christ stay as the database writes them. */
function readTime(text: string): string {
  return /^\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?(\+00)?$/.test(text) ? text.replace(" ", "T").replace(/\+00$/, "Z") : text;
}

function readFloat(text: string): Json {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

function readBytes(text: string): string {
  return Buffer.from(text.slice(2), "hex").toString("base64");
}

const readers: ReadonlyMap<number, (text: string) => Json> = new Map<number, (text: string) => Json>([
  [t.bool, (text) => text === "t"],
  [t.bytea, readBytes],
  [t.int2, Number],
  [t.int4, Number],
  [t.oid, Number],
  [t.int8, exactNumber],
  [t.numeric, exactNumber],
  [t.float4, readFloat],
  [t.float8, readFloat],
  [t.json, readJson],
  [t.jsonb, readJson],
  [t.timestamp, readTime],
  [t.timestamptz, readTime],
]);

const asText = (text: string): Json => text;

/**
 * How values of a type are read from the text of a session (UTC, ISO dates, hexadecimal bytes). `ownArrays` are the
 * items of a user's array types, 0 for other types of theirs.
 */
export function readerOf(type: number, ownArrays: ReadonlyMap<number, number>): (text: string) => Json {
  const reader = readers.get(type);
  if (reader) return reader;
  const item = itemType(type) ?? ownArrays.get(type);
  if (item === undefined || item === 0) return asText;
  const read = readers.get(item) ?? asText;
  return (text) => readArray(text, read);
}
