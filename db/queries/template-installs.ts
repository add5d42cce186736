import { and, count, eq, inArray } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { templateInstalls } from "../schema/templates.ts";

export type InstallRow = typeof templateInstalls.$inferSelect;

export async function insertInstall(db: Queryable, row: typeof templateInstalls.$inferInsert): Promise<void> {
  await db.insert(templateInstalls).values(row);
}

export async function findInstall(db: Queryable, workspaceId: string, flowId: string): Promise<InstallRow | undefined> {
  return (await db.select().from(templateInstalls).where(and(eq(templateInstalls.workspaceId, workspaceId), eq(templateInstalls.flowId, flowId))))[0];
}

/** Without what it was made from, which is long. */
export async function isInstalled(db: Queryable, workspaceId: string, flowId: string): Promise<boolean> {
  return (await db.select({ version: templateInstalls.version }).from(templateInstalls).where(and(eq(templateInstalls.workspaceId, workspaceId), eq(templateInstalls.flowId, flowId)))).length > 0;
}

export async function updateInstall(db: Queryable, workspaceId: string, flowId: string, change: Partial<typeof templateInstalls.$inferInsert>): Promise<void> {
  await db.update(templateInstalls).set(change).where(and(eq(templateInstalls.workspaceId, workspaceId), eq(templateInstalls.flowId, flowId)));
}

/** How often each was installed, in all workspaces: a number and nothing else. */
export async function countInstalls(db: Queryable, templateIds: readonly string[]): Promise<Map<string, number>> {
  if (templateIds.length === 0) return new Map();
  const found = await db.select({ id: templateInstalls.templateId, total: count() }).from(templateInstalls).where(inArray(templateInstalls.templateId, [...templateIds])).groupBy(templateInstalls.templateId);
  return new Map(found.map(({ id, total }) => [id ?? "", total]));
}
