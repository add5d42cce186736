import { pageOfAudit } from "#db/queries/data-care.ts";
import type { AuditEntry } from "#lib/contracts/data-care.schema.ts";
import { isJsonObject } from "#lib/json.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";

export async function listAudit(context: WorkspaceContext, input: { action?: string | undefined; cursor?: string | undefined; limit: number }): Promise<{ entries: AuditEntry[]; next: string | null }> {
  demand(context, "data:manage");
  const before = Number(input.cursor);
  const rows = await pageOfAudit(database(), context.workspace.id, { action: input.action, before: Number.isSafeInteger(before) ? before : undefined }, input.limit + 1);
  const page = rows.slice(0, input.limit);
  return {
    entries: page.map(({ id, at, actor, action, target, details }) => ({ id, at: at.toISOString(), actor, action, target, details: isJsonObject(details) ? details : {} })),
    next: rows.length > input.limit ? String(page.at(-1)?.seq ?? 0) : null,
  };
}
