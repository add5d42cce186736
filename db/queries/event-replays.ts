import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { eventReplays } from "../schema/events.ts";

export type EventReplayRow = typeof eventReplays.$inferSelect;

export async function insertEventReplay(db: Queryable, row: typeof eventReplays.$inferInsert): Promise<EventReplayRow | undefined> {
  return (await db.insert(eventReplays).values(row).returning())[0];
}

export async function findEventReplay(db: Queryable, workspaceId: string, id: string): Promise<EventReplayRow | undefined> {
  return (await db.select().from(eventReplays).where(and(eq(eventReplays.workspaceId, workspaceId), eq(eventReplays.id, id))))[0];
}

export async function latestEventReplays(db: Queryable, workspaceId: string, limit: number): Promise<EventReplayRow[]> {
  return await db.select().from(eventReplays).where(eq(eventReplays.workspaceId, workspaceId)).orderBy(desc(eventReplays.id)).limit(limit);
}

/** Changes one that is not over; due again in so many milliseconds. */
export async function updateEventReplay(db: Queryable, workspaceId: string, id: string, change: Partial<EventReplayRow>, dueInMs: number): Promise<EventReplayRow | undefined> {
  const updated = await db
    .update(eventReplays)
    .set({ ...change, dueAt: sql`clock_timestamp() + ${dueInMs} * interval '1 millisecond'` })
    .where(and(eq(eventReplays.workspaceId, workspaceId), eq(eventReplays.id, id), inArray(eventReplays.status, ["running", "paused"])))
    .returning();
  return updated[0];
}
