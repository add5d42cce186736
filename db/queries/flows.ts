import { and, count, desc, eq, ilike, inArray, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { flows, flowVersions, subscriptions } from "../schema/flows.ts";

export type FlowRow = typeof flows.$inferSelect;
export type NewFlowRow = typeof flows.$inferInsert;

export async function insertFlow(db: Queryable, row: NewFlowRow): Promise<FlowRow | undefined> {
  return (await db.insert(flows).values(row).returning())[0];
}

export async function findFlow(db: Queryable, workspaceId: string, flowId: string): Promise<FlowRow | undefined> {
  return (await db.select().from(flows).where(and(eq(flows.workspaceId, workspaceId), eq(flows.id, flowId), isNull(flows.deletedAt))))[0];
}

/** As `findFlow`, and nobody else changes the flow before this transaction ends. */
export async function lockFlow(db: Queryable, workspaceId: string, flowId: string): Promise<FlowRow | undefined> {
  return (await db.select().from(flows).where(and(eq(flows.workspaceId, workspaceId), eq(flows.id, flowId), isNull(flows.deletedAt))).for("update"))[0];
}

export interface FlowFilter {
  pattern?: "event" | "sync" | "batch" | "cdc" | undefined;
  search?: string | undefined;
}

function matching(workspaceId: string, filter: FlowFilter): SQL | undefined {
  const text = filter.search?.replaceAll(/[\\%_]/g, (char) => `\\${char}`);
  return and(
    eq(flows.workspaceId, workspaceId),
    isNull(flows.deletedAt),
    filter.pattern === undefined ? undefined : eq(flows.pattern, filter.pattern),
    text === undefined || text === "" ? undefined : ilike(flows.name, `%${text}%`),
  );
}

/** Newest first; `before` is the id of the last flow of the page before. */
export async function pageOfFlows(db: Queryable, workspaceId: string, filter: FlowFilter, before: string | undefined, limit: number): Promise<FlowRow[]> {
  const where = and(matching(workspaceId, filter), before === undefined ? undefined : lt(flows.id, before));
  return await db.select().from(flows).where(where).orderBy(desc(flows.id)).limit(limit);
}

export async function countFlows(db: Queryable, workspaceId: string, filter: FlowFilter): Promise<number> {
  return (await db.select({ total: count() }).from(flows).where(matching(workspaceId, filter)))[0]?.total ?? 0;
}

/** Changes a flow if its draft still has the revision given, or whatever it has when none is given. */
export async function updateFlow(db: Queryable, workspaceId: string, flowId: string, change: Partial<NewFlowRow>, revision?: number): Promise<FlowRow | undefined> {
  const where = and(
    eq(flows.workspaceId, workspaceId),
    eq(flows.id, flowId),
    isNull(flows.deletedAt),
    revision === undefined ? undefined : eq(flows.draftRevision, revision),
  );
  return (await db.update(flows).set(change).where(where).returning())[0];
}

/** Which of some words are paths of the workspace's hooks and forms. */
export async function hookPathsAmong(db: Queryable, workspaceId: string, words: readonly string[]): Promise<Set<string>> {
  if (words.length === 0) return new Set();
  const found = await db.select({ path: flows.hookPath }).from(flows).where(and(eq(flows.workspaceId, workspaceId), inArray(flows.hookPath, [...words])));
  return new Set(found.map(({ path }) => path));
}

/** Whether a document calls the flow `$flow`. */
const calls = '$.nodes[*] ? (@.type == "core/call-flow" && @.config.flow.value == $flow)';

/** Flows whose draft or live version calls another, by name; at most `limit`. */
export async function callersOf(db: Queryable, workspaceId: string, flowId: string, limit: number): Promise<{ id: string; name: string; isLive: boolean }[]> {
  const variables = sql`jsonb_build_object('flow', ${flowId}::text)`;
  const inDraft = sql<boolean>`jsonb_path_exists(${flows.draft}, ${calls}::jsonpath, ${variables})`;
  const inLive = sql<boolean>`coalesce(jsonb_path_exists(${flowVersions.document}, ${calls}::jsonpath, ${variables}), false)`;
  return await db
    .select({ id: flows.id, name: flows.name, isLive: inLive })
    .from(flows)
    .leftJoin(flowVersions, and(eq(flowVersions.workspaceId, flows.workspaceId), eq(flowVersions.flowId, flows.id), eq(flowVersions.number, flows.liveVersion)))
    .where(and(eq(flows.workspaceId, workspaceId), isNull(flows.deletedAt), or(inDraft, inLive)))
    .orderBy(flows.name, flows.id)
    .limit(limit);
}

export type VersionRow = typeof flowVersions.$inferSelect;

export async function insertVersion(db: Queryable, row: typeof flowVersions.$inferInsert): Promise<void> {
  await db.insert(flowVersions).values(row);
}

export async function findVersion(db: Queryable, workspaceId: string, flowId: string, number: number): Promise<VersionRow | undefined> {
  return (
    await db.select().from(flowVersions).where(and(eq(flowVersions.workspaceId, workspaceId), eq(flowVersions.flowId, flowId), eq(flowVersions.number, number)))
  )[0];
}

export async function versionsOf(db: Queryable, workspaceId: string, flowId: string): Promise<VersionRow[]> {
  return await db
    .select()
    .from(flowVersions)
    .where(and(eq(flowVersions.workspaceId, workspaceId), eq(flowVersions.flowId, flowId)))
    .orderBy(desc(flowVersions.number))
    .limit(500);
}

export async function renameVersion(db: Queryable, workspaceId: string, flowId: string, number: number, message: string): Promise<VersionRow | undefined> {
  const where = and(eq(flowVersions.workspaceId, workspaceId), eq(flowVersions.flowId, flowId), eq(flowVersions.number, number));
  return (await db.update(flowVersions).set({ message }).where(where).returning())[0];
}

export type NewSubscription = typeof subscriptions.$inferInsert;

/** What a published flow listens to; undefined for a flow that is not published or was deleted. */
export async function findSubscription(db: Queryable, workspaceId: string, flowId: string): Promise<typeof subscriptions.$inferSelect | undefined> {
  return (await db.select().from(subscriptions).where(and(eq(subscriptions.workspaceId, workspaceId), eq(subscriptions.flowId, flowId))))[0];
}

/** A flow has one subscription: publishing again replaces what it listens to. */
export async function putSubscription(db: Queryable, row: NewSubscription): Promise<void> {
  const { version, nodeId, kind, key, pattern, status, settings, nextAt = null, address = null } = row;
  await db
    .insert(subscriptions)
    .values(row)
    .onConflictDoUpdate({ target: [subscriptions.workspaceId, subscriptions.flowId], set: { version, nodeId, kind, key, pattern, status, settings, nextAt, address, updatedAt: new Date() } });
}

/** Whose a name in the workspace's API is. */
export async function findAddress(db: Queryable, workspaceId: string, address: string): Promise<{ flowId: string; name: string } | null> {
  const [found] = await db
    .select({ flowId: subscriptions.flowId, name: flows.name })
    .from(subscriptions)
    .innerJoin(flows, eq(flows.id, subscriptions.flowId))
    .where(and(eq(subscriptions.workspaceId, workspaceId), eq(subscriptions.address, address)));
  return found ?? null;
}

export async function setSubscriptionStatus(db: Queryable, workspaceId: string, flowId: string, status: "active" | "paused"): Promise<void> {
  await db
    .update(subscriptions)
    .set({ status, updatedAt: new Date() })
    .where(and(eq(subscriptions.workspaceId, workspaceId), eq(subscriptions.flowId, flowId)));
}

export async function deleteSubscription(db: Queryable, workspaceId: string, flowId: string): Promise<void> {
  await db.delete(subscriptions).where(and(eq(subscriptions.workspaceId, workspaceId), eq(subscriptions.flowId, flowId)));
}
