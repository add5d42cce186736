import type { Queryable } from "#db/client.ts";
import { auditLog } from "#db/schema/workspaces.ts";
import { newId } from "#lib/ids.ts";

/** Appends; rows are never changed. */
export async function insertAuditRow(db: Queryable, row: Omit<typeof auditLog.$inferInsert, "id" | "seq" | "at">): Promise<void> {
  await db.insert(auditLog).values({ id: newId("audit"), ...row });
}
