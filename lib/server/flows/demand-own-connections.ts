import { and, eq, inArray } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { connections } from "#db/schema/connections.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";

/**
 * @param types where only kinds that the nodes take will do.
 * @throws AppError invalid, when a document names a connection that is not of this workspace (or not there), or of a wrong kind.
 */
export async function demandOwnConnections(db: Queryable, workspaceId: string, document: FlowDocument, types?: NodeTypes): Promise<void> {
  const named = [...new Set(document.nodes.flatMap((node) => node.connection ?? []))];
  if (named.length === 0) return;
  const found = await db
    .select({ id: connections.id, kind: connections.kind })
    .from(connections)
    .where(and(eq(connections.workspaceId, workspaceId), inArray(connections.id, named)))
    // A connection named here cannot be deleted before this transaction ends.
    .for("share");
  const known = new Map(found.map((row) => [row.id, row.kind]));
  const missing = document.nodes.filter((node) => node.connection !== undefined && !known.has(node.connection));
  const wrong = document.nodes.find(({ type, connection }) => connection !== undefined && known.has(connection) && types?.get(type)?.connectionKinds.includes(known.get(connection) ?? "") === false);
  if (missing.length === 0 && wrong) throw new AppError("invalid", `“${wrong.name}” uses a connection of a kind that it cannot use. Choose another.`, { details: [{ at: `nodes.${wrong.id}.connection`, message: "Of another kind." }] });
  if (missing.length === 0) return;
  throw new AppError("invalid", `“${missing[0]?.name ?? ""}” uses a connection that is not in this workspace. Choose another.`, {
    details: missing.map((node) => ({ at: `nodes.${node.id}.connection`, message: "No such connection." })),
  });
}
