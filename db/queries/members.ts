import { and, asc, eq, or, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { users } from "#db/schema/auth.ts";
import { members, workspaces } from "#db/schema/workspaces.ts";

type Role = (typeof members.$inferSelect)["role"];

const workspaceColumns = { id: workspaces.id, slug: workspaces.slug, name: workspaces.name };
const memberColumns = { userId: members.userId, email: users.email, name: users.name, role: members.role, since: members.createdAt };

/** By slug or id of the workspace; null when it is missing or the user is not in it. */
export async function findMembership(db: Queryable, slugOrId: string, userId: string) {
  const [row] = await db
    .select({ workspace: workspaceColumns, role: members.role })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(and(eq(members.userId, userId), or(eq(workspaces.slug, slugOrId), eq(workspaces.id, slugOrId))));
  return row ?? null;
}

export async function listMemberships(db: Queryable, userId: string) {
  return await db
    .select({ ...workspaceColumns, role: members.role })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(eq(members.userId, userId))
    .orderBy(asc(members.createdAt), asc(workspaces.id));
}

export async function listWorkspaceMembers(db: Queryable, workspaceId: string) {
  return await db.select(memberColumns).from(members).innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.workspaceId, workspaceId)).orderBy(asc(members.createdAt), asc(members.userId));
}

export async function findMember(db: Queryable, workspaceId: string, userId: string) {
  const [row] = await db.select(memberColumns).from(members).innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
  return row ?? null;
}

/** Makes changes of one workspace's members wait for each other, until the transaction ends. */
export async function lockMembers(db: Queryable, workspaceId: string): Promise<void> {
  await db.execute(sql`select 1 from ${workspaces} where ${workspaces.id} = ${workspaceId} for update`);
}

export async function countOwners(db: Queryable, workspaceId: string): Promise<number> {
  return await db.$count(members, and(eq(members.workspaceId, workspaceId), eq(members.role, "owner")));
}

/** Joins a user; one who is a member already keeps their role. */
export async function insertMember(db: Queryable, member: { workspaceId: string; userId: string; role: Role }): Promise<void> {
  await db.insert(members).values(member).onConflictDoNothing();
}

export async function updateRole(db: Queryable, workspaceId: string, userId: string, role: Role): Promise<void> {
  await db.update(members).set({ role }).where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
}

export async function deleteMember(db: Queryable, workspaceId: string, userId: string): Promise<void> {
  await db.delete(members).where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
}
