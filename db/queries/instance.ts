import { asc, count, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { flows } from "#db/schema/flows.ts";
import { egressRules, instance, members, workspaces } from "#db/schema/workspaces.ts";

const only = "instance";

/** Makes setup and key checks of all processes wait for each other until the transaction ends. */
export async function lockInstance(db: Queryable): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtext('millrace.instance'))`);
}

export async function readInstanceRow(db: Queryable): Promise<{ setupTokenHash: string | null; keyCheck: string | null }> {
  const [row] = await db.select({ setupTokenHash: instance.setupTokenHash, keyCheck: instance.keyCheck }).from(instance).where(eq(instance.id, only));
  return row ?? { setupTokenHash: null, keyCheck: null };
}

export async function setSetupTokenHash(db: Queryable, setupTokenHash: string | null): Promise<void> {
  await db.insert(instance).values({ id: only, setupTokenHash }).onConflictDoUpdate({ target: instance.id, set: { setupTokenHash } });
}

export async function setKeyCheck(db: Queryable, keyCheck: string): Promise<void> {
  await db.insert(instance).values({ id: only, keyCheck }).onConflictDoUpdate({ target: instance.id, set: { keyCheck } });
}

export async function listEgressRules(db: Queryable) {
  return await db.select({ id: egressRules.id, rule: egressRules.rule, note: egressRules.note }).from(egressRules).orderBy(asc(egressRules.id));
}

/** Null when the rule is there already. */
export async function insertEgressRule(db: Queryable, rule: typeof egressRules.$inferInsert) {
  const [row] = await db.insert(egressRules).values(rule).onConflictDoNothing().returning({ id: egressRules.id, rule: egressRules.rule, note: egressRules.note });
  return row ?? null;
}

/** The rule that was deleted, or null. */
export async function deleteEgressRule(db: Queryable, id: string): Promise<string | null> {
  const [row] = await db.delete(egressRules).where(eq(egressRules.id, id)).returning({ rule: egressRules.rule });
  return row?.rule ?? null;
}

/** Every workspace of the instance with its counts; for the instance admin only. */
export async function listAllWorkspaces(db: Queryable) {
  const memberCount = db.select({ id: members.workspaceId, total: count().as("member_total") }).from(members).groupBy(members.workspaceId).as("member_count");
  const flowCount = db.select({ id: flows.workspaceId, total: count().as("flow_total") }).from(flows).where(isNull(flows.deletedAt)).groupBy(flows.workspaceId).as("flow_count");
  return await db
    .select({
      id: workspaces.id, name: workspaces.name, slug: workspaces.slug, createdAt: workspaces.createdAt,
      members: sql<number>`coalesce(${memberCount.total}, 0)::int`, flows: sql<number>`coalesce(${flowCount.total}, 0)::int`,
    })
    .from(workspaces)
    .leftJoin(memberCount, eq(memberCount.id, workspaces.id))
    .leftJoin(flowCount, eq(flowCount.id, workspaces.id))
    .orderBy(asc(workspaces.createdAt), asc(workspaces.id));
}

/** By id; for the instance admin only. */
export async function workspaceNames(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.select({ id: workspaces.id, name: workspaces.name }).from(workspaces).where(inArray(workspaces.id, [...new Set(ids)]));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
