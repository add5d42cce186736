import { and, eq, inArray } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { connections } from "#db/schema/connections.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";

/** @throws AppError invalid, when a document names a connection that is not of this workspace (or not there). */
export async function demandOwnConnections(db: Queryable, workspaceId: string, document: FlowDocument): Promise<void> {
  const named = [...new Set(document.nodes.flatMap((node) => node.connection ?? []))];
  if (named.length === 0) return;
  const found = await db
    .select({ id: connections.id })
    .from(connections)
    .where(and(eq(connections.workspaceId, workspaceId), inArray(connections.id, named)))
    // A connection named here cannot be deleted before this transaction ends.
    .for("share");
  const known = new Set(found.map((row) => row.id));
  const missing = document.nodes.filter((node) => node.connection !== undefined && !known.has(node.connection));
  if (missing.length === 0) return;
  throw new AppError("invalid", `“${missing[0]?.name ?? ""}” uses a connection that is not in this workspace. Choose another.`, {
    details: missing.map((node) => ({ at: `nodes.${node.id}.connection`, message: "No such connection." })),
  });
}
