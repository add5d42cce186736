import { hash } from "node:crypto";
import { canonicalJson, type Json } from "#lib/json.ts";

/** What a source reads, as its cursor is kept by: another table, query or URL is another source (SEMANTICS region-8). */
export function sourceIdentity(identity: Json): string {
  return hash("sha256", canonicalJson(identity), "base64url");
}
