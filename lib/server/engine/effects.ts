import type { Pool } from "pg";
import type { PlanNode } from "#lib/flow/plan.ts";
import type { Json } from "#lib/json.ts";
import { unpackPayload } from "../payloads/pack-payload.ts";

/** What the ledger holds of an effect that may have left before (SEMANTICS step-5). */
export interface KnownEffect {
  status: "sent" | "confirmed" | "refused" | "unknown";
  result: Json | undefined;
}

export async function findEffect(pool: Pick<Pool, "query">, workspaceId: string, key: string): Promise<KnownEffect | undefined> {
  const found = await pool.query<{ status: KnownEffect["status"]; codec: "json" | "gzip" | null; body: Buffer | null }>({
    name: "find-effect",
    text: `select e.status, p.codec, p.body from effects e left join runs r on r.workspace_id = e.workspace_id and r.id = e.run_id
           left join payloads p on p.bucket = coalesce(r.bucket, 0) and p.workspace_id = e.workspace_id and p.hash = e.result
           where e.workspace_id = $1 and e.key = $2`,
    values: [workspaceId, key],
  });
  const row = found.rows[0];
  if (!row) return undefined;
  return { status: row.status, result: row.codec === null || row.body === null ? undefined : unpackPayload({ codec: row.codec, body: row.body }) };
}

/** Whether an effect of unknown outcome is done again without asking (SEMANTICS step-5). */
export function repeatsUnknown(node: Pick<PlanNode, "settings" | "idempotency">): boolean {
  return (node.settings.onUnknown ?? (node.idempotency === "none" ? "ask" : "repeat")) === "repeat";
}
