import { and, type AnyColumn, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { connections } from "#db/schema/connections.ts";
import { flows, flowVersions } from "#db/schema/flows.ts";
import { dataKeys } from "#db/schema/workspaces.ts";

export type ConnectionRow = typeof connections.$inferSelect;

const own = (workspaceId: string, id: string) => and(eq(connections.workspaceId, workspaceId), eq(connections.id, id));

export async function listConnectionRows(db: Queryable, workspaceId: string): Promise<ConnectionRow[]> {
  return await db.select().from(connections).where(eq(connections.workspaceId, workspaceId)).orderBy(asc(connections.name), asc(connections.id));
}

/** `lock`: other changes of it wait until the transaction ends. */
export async function findConnectionRow(db: Queryable, workspaceId: string, id: string, options: { lock: boolean } = { lock: false }): Promise<ConnectionRow | null> {
  const query = db.select().from(connections).where(own(workspaceId, id));
  const [row] = await (options.lock ? query.for("update") : query);
  return row ?? null;
}

/** A connection with its workspace's wrapped key, in one statement: steps read it at every call. */
export async function findSealedConnection(db: Queryable, workspaceId: string, id: string) {
  const [row] = await db
    .select({ connection: connections, wrapped: dataKeys.wrapped })
    .from(connections)
    .innerJoin(dataKeys, eq(dataKeys.workspaceId, connections.workspaceId))
    .where(own(workspaceId, id));
  return row ?? null;
}

/** Null when the workspace has a connection of that name. */
export async function insertConnectionRow(db: Queryable, row: typeof connections.$inferInsert): Promise<ConnectionRow | null> {
  const [inserted] = await db.insert(connections).values(row).onConflictDoNothing({ target: [connections.workspaceId, connections.name] }).returning();
  return inserted ?? null;
}

export async function hasConnectionNamed(db: Queryable, workspaceId: string, name: string): Promise<boolean> {
  return (await db.$count(connections, and(eq(connections.workspaceId, workspaceId), eq(connections.name, name)))) > 0;
}

export async function updateConnectionRow(db: Queryable, workspaceId: string, id: string, change: Partial<typeof connections.$inferInsert>): Promise<ConnectionRow | null> {
  const [row] = await db.update(connections).set({ ...change, updatedAt: sql`now()` }).where(own(workspaceId, id)).returning();
  return row ?? null;
}

export async function deleteConnectionRow(db: Queryable, workspaceId: string, id: string): Promise<void> {
  await db.delete(connections).where(own(workspaceId, id));
}

/** Flows whose live version names the connection. */
export async function flowsUsingConnection(db: Queryable, workspaceId: string, id: string): Promise<{ id: string; name: string }[]> {
  return await db
    .select({ id: flows.id, name: flows.name })
    .from(flows)
    .innerJoin(flowVersions, and(eq(flowVersions.workspaceId, flows.workspaceId), eq(flowVersions.flowId, flows.id), eq(flowVersions.number, flows.liveVersion)))
    .where(and(eq(flows.workspaceId, workspaceId), isNull(flows.deletedAt), sql`${flowVersions.document} @> ${JSON.stringify({ nodes: [{ connection: id }] })}::jsonb`))
    .orderBy(asc(flows.name))
    .limit(20);
}

/** Which flows name which connection, in their live version or their draft. */
export async function usesOfConnections(db: Queryable, workspaceId: string): Promise<{ connection: string; id: string; name: string; live: boolean; draft: boolean }[]> {
  const named = (document: SQL | AnyColumn) => sql`jsonb_path_query(${document}, '$.nodes[*].connection') #>> '{}'`;
  const live = db.select({ connection: named(flowVersions.document).as("connection"), id: flows.id, name: flows.name, isLive: sql`true`.as("is_live") }).from(flows)
    .innerJoin(flowVersions, and(eq(flowVersions.workspaceId, flows.workspaceId), eq(flowVersions.flowId, flows.id), eq(flowVersions.number, flows.liveVersion)))
    .where(and(eq(flows.workspaceId, workspaceId), isNull(flows.deletedAt)));
  const draft = db.select({ connection: named(flows.draft).as("connection"), id: flows.id, name: flows.name, isLive: sql`false`.as("is_live") }).from(flows)
    .where(and(eq(flows.workspaceId, workspaceId), isNull(flows.deletedAt)));
  const { rows } = await db.execute<{ connection: string; id: string; name: string; live: boolean; draft: boolean }>(
    sql`select connection, id, name, bool_or(is_live) as live, bool_or(not is_live) as draft from (${live.getSQL()} union all ${draft.getSQL()}) uses group by connection, id, name order by name`,
  );
  return rows;
}

export async function findDataKey(db: Queryable, workspaceId: string): Promise<string | null> {
  const [row] = await db.select({ wrapped: dataKeys.wrapped }).from(dataKeys).where(eq(dataKeys.workspaceId, workspaceId));
  return row?.wrapped ?? null;
}

export async function insertDataKey(db: Queryable, workspaceId: string, wrapped: string): Promise<void> {
  await db.insert(dataKeys).values({ workspaceId, wrapped }).onConflictDoNothing();
}

export async function anyDataKey(db: Queryable): Promise<{ workspaceId: string; wrapped: string } | null> {
  const [row] = await db.select({ workspaceId: dataKeys.workspaceId, wrapped: dataKeys.wrapped }).from(dataKeys).limit(1);
  return row ?? null;
}
