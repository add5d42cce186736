import { createHash } from "node:crypto";
import { readPath } from "#lib/flow/bindings/resolve.ts";
import { canonicalJson, isJsonObject, type Json } from "#lib/json.ts";

/** What a wait compares with: equal values have equal hashes, whatever the order of their keys. */
export function matchHash(value: Json): string {
  return createHash("sha256").update(canonicalJson(value)).digest("base64url");
}

/** The hash of what stands at a dotted path of an event's data; null when nothing does. */
export function matchHashAt(payload: Json, path: string): string | null {
  const data = isJsonObject(payload) ? payload["data"] : undefined;
  const found = data === undefined ? undefined : readPath(data, path.split("."));
  return found === undefined ? null : matchHash(found);
}
