import { and, desc, eq, exists, gte, inArray, lt, lte, type SQL, sql } from "drizzle-orm";
import { idAt } from "#lib/ids.ts";
import type { Queryable } from "../client.ts";
import { eventNames } from "../schema/events.ts";
import { flows, subscriptions } from "../schema/flows.ts";
import { deliveries, events, payloads, runKeys, runs } from "../schema/runs.ts";
import { eventNamed } from "./event-named.ts";

/** Which events; everything that is not said matches. */
export interface EventFilter {
  name?: string | undefined;
  id?: string | undefined;
  /** What comes before the colon in `source`. */
  source?: string | undefined;
  flow?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  key?: string | undefined;
  state?: "failed" | "refused" | "held" | undefined;
}

/** By its own id, or by its sender's: an index holds those by source. */
function identified(workspaceId: string, id: string | undefined): SQL | undefined {
  if (id === undefined) return undefined;
  if (id.startsWith("evt_")) return eq(events.id, id);
  return sql`${events.dedupeId} = ${id} and ${events.source} in (select 'api' union all select 'millrace' union all
    select k || ${flows.id} from ${flows} cross join unnest(array['hook:', 'form:', 'flow:', 'poll:']) k where ${flows.workspaceId} = ${workspaceId})`;
}

const itsDeliveries = and(eq(deliveries.workspaceId, events.workspaceId), eq(deliveries.eventId, events.id));

function standing(db: Queryable, { state, flow }: EventFilter): SQL | undefined {
  const own = flow === undefined ? itsDeliveries : and(itsDeliveries, eq(deliveries.flowId, flow));
  const some = db.select({ one: sql`1` }).from(deliveries);
  switch (state) {
    case undefined:
      return flow === undefined ? undefined : exists(some.where(own));
    case "failed":
      return exists(some.innerJoin(runs, and(eq(runs.workspaceId, deliveries.workspaceId), eq(runs.id, deliveries.runId))).where(and(own, eq(runs.status, "failed"), sql`${runs.replayedBy} is null`)));
    default:
      return exists(some.where(and(own, eq(deliveries.status, state))));
  }
}

function eventsThat(db: Queryable, workspaceId: string, filter: EventFilter): SQL | undefined {
  const { since, until, source, key } = filter;
  return and(
    eq(events.workspaceId, workspaceId),
    filter.name === undefined ? undefined : eventNamed(filter.name),
    identified(workspaceId, filter.id),
    source === undefined ? undefined : source === "api" || source === "millrace" ? eq(events.source, source) : sql`${events.source} like ${`${source}:%`}`,
    since === undefined ? undefined : gte(events.id, idAt("event", Date.parse(since))),
    until === undefined ? undefined : lt(events.id, idAt("event", Date.parse(until))),
    key === undefined ? undefined : sql`${events.id} in (select ${runs.eventId} from ${runKeys} join ${runs} on ${runs.workspaceId} = ${runKeys.workspaceId} and ${runs.id} = ${runKeys.runId} where ${runKeys.workspaceId} = ${workspaceId} and ${runKeys.value} = ${key} and ${runKeys.name} <> '')`,
    standing(db, filter),
  );
}

const columns = { id: events.id, name: events.name, source: events.source, receivedAt: events.receivedAt, size: payloads.size, bucket: events.bucket, payload: events.payload, dedupeId: events.dedupeId, hops: events.hops, publisher: events.publisher };

export interface EventRow {
  id: string;
  name: string;
  source: string;
  receivedAt: Date;
  size: number | null;
  bucket: number;
  payload: string;
  dedupeId: string | null;
  hops: number;
  publisher: string | null;
}

function select(db: Queryable) {
  return db.select(columns).from(events).leftJoin(payloads, and(eq(payloads.bucket, events.bucket), eq(payloads.workspaceId, events.workspaceId), eq(payloads.hash, events.payload)));
}

/** Newest first; `before` is the id of the last event of the page before. */
export async function pageOfEvents(db: Queryable, workspaceId: string, filter: EventFilter, before: string | undefined, limit: number): Promise<EventRow[]> {
  return await select(db).where(and(eventsThat(db, workspaceId, filter), before === undefined ? undefined : lt(events.id, before))).orderBy(desc(events.id)).limit(limit);
}

export async function findEvent(db: Queryable, workspaceId: string, id: string): Promise<EventRow | undefined> {
  return (await select(db).where(and(eq(events.workspaceId, workspaceId), eq(events.id, id))))[0];
}

/** The oldest after `cursor` and up to `upTo`. */
export async function nextEvents(db: Queryable, workspaceId: string, name: string | undefined, range: { cursor: string; upTo: string }, limit: number): Promise<EventRow[]> {
  return await select(db).where(and(eq(events.workspaceId, workspaceId), name === undefined ? undefined : eventNamed(name), sql`${events.id} > ${range.cursor}`, lte(events.id, range.upTo))).orderBy(events.id).limit(limit);
}

/** How many there are in a range, and the newest. */
export async function countEvents(db: Queryable, workspaceId: string, filter: EventFilter): Promise<{ events: number; oldest: string | null; newest: string | null }> {
  const found = await db.select({ events: sql<number>`count(*)::int`, oldest: sql<string | null>`min(${events.id})`, newest: sql<string | null>`max(${events.id})` }).from(events).where(eventsThat(db, workspaceId, filter));
  return found[0] ?? { events: 0, oldest: null, newest: null };
}

const delivery = {
  id: deliveries.id, eventId: deliveries.eventId, flowId: deliveries.flowId, status: deliveries.status, runId: deliveries.runId, round: deliveries.round, taken: deliveries.taken, problem: deliveries.problem,
  key: deliveries.key, createdAt: deliveries.createdAt, runStatus: runs.status, replayedBy: runs.replayedBy,
};

function chosen(workspaceId: string, eventIds: readonly string[]) {
  return { from: and(eq(runs.workspaceId, deliveries.workspaceId), eq(runs.id, deliveries.runId)), where: and(eq(deliveries.workspaceId, workspaceId), inArray(deliveries.eventId, [...eventIds])) };
}

/** The newest of each event at each flow. */
export async function newestDeliveries(db: Queryable, workspaceId: string, eventIds: readonly string[]) {
  if (eventIds.length === 0) return [];
  const { from, where } = chosen(workspaceId, eventIds);
  return await db.selectDistinctOn([deliveries.eventId, deliveries.flowId], delivery).from(deliveries).leftJoin(runs, from).where(where).orderBy(deliveries.eventId, deliveries.flowId, desc(deliveries.round));
}

/** Every one of an event, by flow and round. */
export async function deliveriesOf(db: Queryable, workspaceId: string, eventId: string) {
  const { from, where } = chosen(workspaceId, [eventId]);
  return await db.select(delivery).from(deliveries).leftJoin(runs, from).where(where).orderBy(deliveries.flowId, deliveries.round);
}

export type DeliveryRow = Awaited<ReturnType<typeof deliveriesOf>>[number];

/** Events that came before with the same ids of their sender. */
export async function eventsByDedupeId(db: Queryable, workspaceId: string, source: string, dedupeIds: readonly string[]) {
  if (dedupeIds.length === 0) return [];
  return await db
    .select({ id: events.id, dedupeId: events.dedupeId })
    .from(events)
    .where(and(eq(events.workspaceId, workspaceId), eq(events.source, source), inArray(events.dedupeId, [...dedupeIds])));
}

export async function namesOfFlows(db: Queryable, workspaceId: string, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return [];
  return await db.select({ id: flows.id, name: flows.name }).from(flows).where(and(eq(flows.workspaceId, workspaceId), inArray(flows.id, [...new Set(ids)]))).orderBy(flows.name);
}

/** Names that were learnt, the one that came last first. */
export async function learntNames(db: Queryable, workspaceId: string) {
  return await db.select().from(eventNames).where(eq(eventNames.workspaceId, workspaceId)).orderBy(desc(eventNames.lastAt)).limit(500);
}

/** Flows that listen to events by name. */
export async function eventListeners(db: Queryable, workspaceId: string) {
  return await db
    .select({ id: flows.id, name: flows.name, key: subscriptions.key, settings: subscriptions.settings, status: subscriptions.status })
    .from(subscriptions)
    .innerJoin(flows, eq(flows.id, subscriptions.flowId))
    .where(and(eq(subscriptions.workspaceId, workspaceId), eq(subscriptions.kind, "event")));
}
