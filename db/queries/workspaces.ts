import { eq } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { workspaces } from "#db/schema/workspaces.ts";

/** Null when the slug is taken. */
export async function insertWorkspace(db: Queryable, workspace: { id: string; slug: string; name: string }) {
  const [row] = await db.insert(workspaces).values(workspace).onConflictDoNothing({ target: workspaces.slug }).returning();
  return row ?? null;
}

export async function findWorkspace(db: Queryable, id: string) {
  const [row] = await db.select().from(workspaces).where(eq(workspaces.id, id));
  return row ?? null;
}

/** The slug stays: links to the workspace hold it. */
export async function renameWorkspaceRow(db: Queryable, id: string, name: string) {
  const [row] = await db.update(workspaces).set({ name }).where(eq(workspaces.id, id)).returning();
  return row ?? null;
}
