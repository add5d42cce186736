import { and, desc, eq, inArray, isNotNull, lt, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { subscriptions } from "../schema/flows.ts";
import { runs } from "../schema/runs.ts";
import { scheduleOccurrences } from "../schema/schedules.ts";

/** The database's clock, by which schedules are due. */
export async function databaseNow(db: Queryable): Promise<Date> {
  const found = await db.execute<{ now: Date }>(sql`select clock_timestamp() as now`);
  return new Date(found.rows[0]?.now ?? Number.NaN);
}

export interface OccurrenceRow {
  scheduledAt: Date;
  through: Date | null;
  status: "started" | "skipped" | "missed";
  runId: string | null;
  /** Of its run. */
  runStatus: (typeof runs.$inferSelect)["status"] | null;
}

/** What became of a flow's occurrences, newest first; `before` is the last one of the page before. */
export async function pageOfOccurrences(db: Queryable, workspaceId: string, flowId: string, before: Date | undefined, limit: number): Promise<OccurrenceRow[]> {
  const { scheduledAt, through, status, runId } = scheduleOccurrences;
  return await db
    .select({ scheduledAt, through, status, runId, runStatus: runs.status })
    .from(scheduleOccurrences)
    .leftJoin(runs, and(eq(runs.workspaceId, scheduleOccurrences.workspaceId), eq(runs.id, runId)))
    .where(and(eq(scheduleOccurrences.workspaceId, workspaceId), eq(scheduleOccurrences.flowId, flowId), before === undefined ? undefined : lt(scheduledAt, before)))
    .orderBy(desc(scheduledAt))
    .limit(limit);
}

/** When live schedules come next, by flow; paused ones and other triggers have none. */
export async function nextTimesOf(db: Queryable, workspaceId: string, flowIds: readonly string[]): Promise<Map<string, Date>> {
  if (flowIds.length === 0) return new Map();
  const found = await db
    .select({ flow: subscriptions.flowId, nextAt: subscriptions.nextAt })
    .from(subscriptions)
    .where(and(eq(subscriptions.workspaceId, workspaceId), inArray(subscriptions.flowId, [...flowIds]), eq(subscriptions.kind, "schedule"), eq(subscriptions.status, "active"), isNotNull(subscriptions.nextAt)));
  return new Map(found.flatMap(({ flow, nextAt }) => (nextAt ? [[flow, nextAt] as const] : [])));
}
