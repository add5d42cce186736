import { and, desc, eq, inArray, lt } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { deliveries, events, payloads } from "../schema/runs.ts";

export interface EventRow {
  id: string;
  name: string;
  source: string;
  receivedAt: Date;
  size: number | null;
}

/** Newest first; `before` is the id of the last event of the page before. */
export async function pageOfEvents(db: Queryable, workspaceId: string, name: string | undefined, before: string | undefined, limit: number): Promise<EventRow[]> {
  return await db
    .select({ id: events.id, name: events.name, source: events.source, receivedAt: events.receivedAt, size: payloads.size })
    .from(events)
    .leftJoin(payloads, and(eq(payloads.bucket, events.bucket), eq(payloads.workspaceId, events.workspaceId), eq(payloads.hash, events.payload)))
    .where(and(eq(events.workspaceId, workspaceId), name === undefined ? undefined : eq(events.name, name), before === undefined ? undefined : lt(events.id, before)))
    .orderBy(desc(events.id))
    .limit(limit);
}

export async function deliveriesOf(db: Queryable, workspaceId: string, eventIds: readonly string[]) {
  if (eventIds.length === 0) return [];
  return await db
    .select({ eventId: deliveries.eventId, flowId: deliveries.flowId, status: deliveries.status, runId: deliveries.runId })
    .from(deliveries)
    .where(and(eq(deliveries.workspaceId, workspaceId), inArray(deliveries.eventId, [...eventIds])));
}

/** Events that came before with the same ids of their sender. */
export async function eventsByDedupeId(db: Queryable, workspaceId: string, source: string, dedupeIds: readonly string[]) {
  if (dedupeIds.length === 0) return [];
  return await db
    .select({ id: events.id, dedupeId: events.dedupeId })
    .from(events)
    .where(and(eq(events.workspaceId, workspaceId), eq(events.source, source), inArray(events.dedupeId, [...dedupeIds])));
}
