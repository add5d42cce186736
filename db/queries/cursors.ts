import { and, desc, eq, isNotNull } from "drizzle-orm";
import type { Json } from "#lib/json.ts";
import type { Queryable } from "../client.ts";
import { sourceCursors } from "../schema/regions.ts";

export interface KeptCursor {
  identity: string;
  cursor: Json | null;
}

/** What a source has read so far, by what it read; the newest first (SEMANTICS region-8). */
export async function cursorsOf(db: Queryable, workspaceId: string, flowId: string, nodeId: string): Promise<KeptCursor[]> {
  return await db
    .select({ identity: sourceCursors.identity, cursor: sourceCursors.cursor })
    .from(sourceCursors)
    .where(and(eq(sourceCursors.workspaceId, workspaceId), eq(sourceCursors.flowId, flowId), eq(sourceCursors.nodeId, nodeId), isNotNull(sourceCursors.cursor)))
    .orderBy(desc(sourceCursors.updatedAt));
}

/** Lets a source go on from a cursor, or from the beginning with null. */
export async function putCursor(db: Queryable, row: { workspaceId: string; flowId: string; nodeId: string; identity: string; cursor: Json | null }): Promise<void> {
  const { cursor } = row;
  await db
    .insert(sourceCursors)
    .values(row)
    .onConflictDoUpdate({ target: [sourceCursors.workspaceId, sourceCursors.flowId, sourceCursors.nodeId, sourceCursors.identity], set: { cursor, updatedAt: new Date() } });
}
