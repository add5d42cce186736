import { hash } from "node:crypto";
import type { PlanNode } from "#lib/flow/plan.ts";
import { canonicalJson, type Json } from "#lib/json.ts";

/** What a source reads, as its cursor is kept by: another table, query, URL or connection is another source (SEMANTICS region-8). */
export function sourceIdentity(node: Pick<PlanNode, "type" | "connection">, identity: Json): string {
  return hash("sha256", canonicalJson([node.type, node.connection ?? null, identity]), "base64url");
}
