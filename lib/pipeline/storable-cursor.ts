import type { Json } from "#lib/json.ts";
import { RegionFailed } from "./region-error.ts";

/** Escapes in JSON text that PostgreSQL's jsonb cannot hold: NUL, and half a character. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i;

/** A cursor as it came. @throws RegionFailed for one that cannot be stored exactly. */
export function storableCursor(cursor: Json, node: string): Json {
  if (!unstorable.test(JSON.stringify(cursor))) return cursor;
  throw new RegionFailed({ class: "provider", code: "bad_cursor", node, message: "The place to go on at holds characters that cannot be stored. Choose another field to page by." });
}
