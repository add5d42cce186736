import { hash } from "node:crypto";
import { canonicalJson, type Json } from "#lib/json.ts";

/** 128 bits are enough to tell the records of one region apart. */
const digits = 22;

/**
 * Keys of a page's records (SEMANTICS region-3): the source's own, else content, place of the page and occurrence in it,
 * which are the same when the same page is read again.
 * @param offset how many records the region read before this page.
 */
export function keysOf(records: readonly Json[], offset: number, own: (record: Json) => string | null): string[] {
  const seen = new Map<string, number>();
  return records.map((record) => {
    const key = own(record);
    if (key !== null) return key;
    const content = hash("sha256", canonicalJson(record), "base64url").slice(0, digits);
    const occurrence = (seen.get(content) ?? 0) + 1;
    seen.set(content, occurrence);
    return `~${content}.${offset}.${occurrence}`;
  });
}
