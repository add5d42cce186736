import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { invites, workspaces } from "#db/schema/workspaces.ts";

const open = and(isNull(invites.acceptedAt), gt(invites.expiresAt, sql`now()`));

export async function insertInvite(db: Queryable, invite: Omit<typeof invites.$inferInsert, "expiresAt">, days: number) {
  const [row] = await db.insert(invites).values({ ...invite, expiresAt: sql`now() + make_interval(days => ${days})` }).returning();
  return row ?? null;
}

export async function listOpenInvites(db: Queryable, workspaceId: string) {
  return await db.select().from(invites).where(and(eq(invites.workspaceId, workspaceId), open)).orderBy(desc(invites.id));
}

/** An address has one open invitation to a workspace: a new one takes the place of the old. */
export async function deleteOpenInvites(db: Queryable, workspaceId: string, email: string): Promise<void> {
  await db.delete(invites).where(and(eq(invites.workspaceId, workspaceId), eq(invites.email, email), isNull(invites.acceptedAt)));
}

export async function deleteInvite(db: Queryable, workspaceId: string, id: string): Promise<boolean> {
  const rows = await db.delete(invites).where(and(eq(invites.workspaceId, workspaceId), eq(invites.id, id), isNull(invites.acceptedAt))).returning({ id: invites.id });
  return rows.length > 0;
}

export async function findOpenInvite(db: Queryable, tokenHash: string) {
  const [row] = await db
    .select({
      id: invites.id, email: invites.email, role: invites.role, expiresAt: invites.expiresAt, createdBy: invites.createdBy,
      workspace: { id: workspaces.id, slug: workspaces.slug, name: workspaces.name },
    })
    .from(invites)
    .innerJoin(workspaces, eq(workspaces.id, invites.workspaceId))
    .where(and(eq(invites.tokenHash, tokenHash), open));
  return row ?? null;
}

/** Uses an invitation up; false when another request was first, or it has run out. */
export async function useInvite(db: Queryable, id: string): Promise<boolean> {
  const rows = await db.update(invites).set({ acceptedAt: sql`now()` }).where(and(eq(invites.id, id), open)).returning({ id: invites.id });
  return rows.length > 0;
}
