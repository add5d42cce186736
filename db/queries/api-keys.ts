import { and, desc, eq, isNull, or, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { apiKeys, workspaces } from "#db/schema/workspaces.ts";

type NewApiKey = typeof apiKeys.$inferInsert;
const live = and(isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), sql`${apiKeys.expiresAt} > now()`));

/** A key in force by its hash; `stale` when its last use was not noted within a minute. */
export async function findApiKey(db: Queryable, secretHash: string) {
  const [row] = await db
    .select({
      id: apiKeys.id, secretHash: apiKeys.secretHash, scopes: apiKeys.scopes,
      stale: sql<boolean>`coalesce(${apiKeys.lastUsedAt} < now() - interval '1 minute', true)`,
      workspace: { id: workspaces.id, slug: workspaces.slug, name: workspaces.name },
    })
    .from(apiKeys)
    .innerJoin(workspaces, eq(workspaces.id, apiKeys.workspaceId))
    .where(and(eq(apiKeys.secretHash, secretHash), live));
  return row ?? null;
}

export async function touchApiKey(db: Queryable, id: string): Promise<void> {
  await db.update(apiKeys).set({ lastUsedAt: sql`now()` })
    .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), sql`${apiKeys.lastUsedAt} < now() - interval '1 minute'`)));
}

export async function listLiveApiKeys(db: Queryable, workspaceId: string) {
  return await db.select().from(apiKeys).where(and(eq(apiKeys.workspaceId, workspaceId), isNull(apiKeys.revokedAt))).orderBy(desc(apiKeys.id));
}

/** Of revoked ones too, for what they did stays. */
export async function apiKeyNames(db: Queryable, workspaceId: string): Promise<{ id: string; name: string }[]> {
  return await db.select({ id: apiKeys.id, name: apiKeys.name }).from(apiKeys).where(eq(apiKeys.workspaceId, workspaceId)).orderBy(desc(apiKeys.id));
}

export async function insertApiKey(db: Queryable, key: NewApiKey) {
  const [row] = await db.insert(apiKeys).values(key).returning();
  return row ?? null;
}

/** False when there is no such key in the workspace, or it was revoked before. */
export async function revokeApiKeyRow(db: Queryable, workspaceId: string, id: string): Promise<boolean> {
  const rows = await db.update(apiKeys).set({ revokedAt: sql`now()` })
    .where(and(eq(apiKeys.workspaceId, workspaceId), eq(apiKeys.id, id), isNull(apiKeys.revokedAt))).returning({ id: apiKeys.id });
  return rows.length > 0;
}
