import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { redrives, runViews } from "../schema/redrives.ts";
import { runs } from "../schema/runs.ts";

export type RedriveRow = typeof redrives.$inferSelect;
export type RunViewRow = typeof runViews.$inferSelect;

export async function insertRedrive(db: Queryable, row: typeof redrives.$inferInsert): Promise<RedriveRow | undefined> {
  return (await db.insert(redrives).values(row).returning())[0];
}

export async function redrivesOf(db: Queryable, workspaceId: string, limit: number): Promise<RedriveRow[]> {
  return await db.select().from(redrives).where(eq(redrives.workspaceId, workspaceId)).orderBy(desc(redrives.id)).limit(limit);
}

export async function findRedrive(db: Queryable, workspaceId: string, id: string): Promise<RedriveRow | undefined> {
  return (await db.select().from(redrives).where(and(eq(redrives.workspaceId, workspaceId), eq(redrives.id, id))))[0];
}

/** Changes one that is not over; undefined when it is. */
export async function updateRedrive(db: Queryable, workspaceId: string, id: string, change: Partial<RedriveRow>, dueInMs?: number): Promise<RedriveRow | undefined> {
  const due = dueInMs === undefined ? {} : { dueAt: sql`clock_timestamp() + ${dueInMs} * interval '1 millisecond'` };
  return (await db.update(redrives).set({ ...change, ...due }).where(and(eq(redrives.workspaceId, workspaceId), eq(redrives.id, id), inArray(redrives.status, ["running", "paused"]))).returning())[0];
}

/** How the runs of some redrives stand. */
export async function redriveStates(db: Queryable, workspaceId: string, ids: readonly string[]): Promise<{ redrive: string; status: string; count: number }[]> {
  if (ids.length === 0) return [];
  return await db
    .select({ redrive: sql<string>`${runs.redriveId}`, status: runs.status, count: sql<number>`count(*)::int` })
    .from(runs)
    .where(and(eq(runs.workspaceId, workspaceId), inArray(runs.redriveId, [...ids])))
    .groupBy(runs.redriveId, runs.status);
}

export async function runViewsOf(db: Queryable, workspaceId: string): Promise<RunViewRow[]> {
  return await db.select().from(runViews).where(eq(runViews.workspaceId, workspaceId)).orderBy(runViews.id);
}

export async function insertRunView(db: Queryable, row: typeof runViews.$inferInsert): Promise<RunViewRow | undefined> {
  return (await db.insert(runViews).values(row).returning())[0];
}

export async function deleteRunView(db: Queryable, workspaceId: string, id: string): Promise<boolean> {
  return (await db.delete(runViews).where(and(eq(runViews.workspaceId, workspaceId), eq(runViews.id, id))).returning({ id: runViews.id })).length > 0;
}
