import type { ClientBase } from "pg";
import type { Pattern } from "#lib/flow/pattern.ts";
import { newId } from "#lib/ids.ts";
import type { PackedPayload } from "../payloads/pack-payload.ts";
import { payloadArrays } from "../payloads/payload-arrays.ts";
import { bucketNow, type KeepDays } from "../retention/bucket.ts";
import { keepEventsClass } from "../retention/keep-events.ts";
import { runtime } from "../runtime.ts";
import { admitNext, admitRuns } from "../runs/admit-runs.ts";
import { admitWhenDue } from "../runs/admit-when-due.ts";
import { type Limits, limitKey } from "./limits.ts";
import { matchWaits } from "./match-waits.ts";
import { valueOf } from "./value-of.ts";

export interface NewEvent {
  id: string;
  source: string;
  name: string;
  /** The sender's own id; a second event with it is a duplicate (SEMANTICS event-3). */
  dedupeId: string | null;
  /** What the trigger puts out. */
  payload: PackedPayload;
  /** The run that publishes it, and how many events came before it that way (SEMANTICS graph-7). */
  publisher?: string;
  hops?: number;
}

/** An event and the flows that hear it; `problem`: that flow's filter could not tell, so nothing is started. */
export interface Due {
  event: NewEvent;
  subscribers: readonly (Subscriber & { problem?: string })[];
}

export interface Subscriber {
  flowId: string;
  version: number;
  pattern: Pattern;
  status: "active" | "paused";
  limits: Limits | null;
  /** How long the runs of the flow are kept. */
  keepDays: KeepDays;
  /** How long the caller waits for an answer; only of flows that answer. */
  answerMs?: number | null;
}

type Limited = Subscriber & { limits: Limits };

/** Flows that may take what was stored now, in one order for everyone, so that two publishers cannot deadlock. */
function limitedFlows(subscribers: Due["subscribers"]): Limited[] {
  const limited = subscribers.filter((subscriber): subscriber is Limited => subscriber.limits !== null && subscriber.status === "active" && subscriber.problem === undefined);
  return [...new Map(limited.map((subscriber) => [subscriber.flowId, subscriber])).values()].toSorted((a, b) => (a.flowId < b.flowId ? -1 : 1));
}

/**
 * Where an event's own copy is: with the run that it starts when it is one flow's alone; else as long as its subscribers
 * keep their runs, and at least as long as the workspace keeps events.
 */
function bucketOfEvent(event: NewEvent, subscribers: readonly Subscriber[], keepClass: KeepDays): number {
  const [only] = subscribers;
  const isOwn = only !== undefined && event.source.endsWith(`:${only.flowId}`);
  return bucketNow(isOwn ? only.keepDays : (Math.max(keepClass, ...subscribers.map(({ keepDays }) => keepDays)) as KeepDays));
}

interface Copy {
  bucket: number;
  payload: PackedPayload;
}

/** One copy a bucket, in one order for everyone, so that two publishers cannot deadlock. */
function copiesOf(copies: readonly Copy[]): Copy[] {
  const byPlace = new Map(copies.map((copy) => [`${copy.bucket} ${copy.payload.hash}`, copy]));
  return [...byPlace].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, copy]) => copy);
}

const statement = `
with stored as (
  insert into events (workspace_id, id, source, name, dedupe_id, payload, bucket, hops, publisher)
  select $1, e.id, e.source, e.name, e.dedupe_id, e.payload, e.bucket, e.hops, e.publisher
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $19::int[], $22::int[], $23::text[]) as e (id, source, name, dedupe_id, payload, bucket, hops, publisher)
  on conflict do nothing
  returning id, payload
), kept as (
  insert into payloads (bucket, workspace_id, hash, codec, size, body)
  select p.bucket, $1, p.hash, p.codec, p.size, p.body
  from unnest($20::int[], $7::text[], $8::text[], $9::int[], $10::bytea[]) as p (bucket, hash, codec, size, body)
  where p.hash in (select payload from stored)
  on conflict do nothing
), due as (
  select d.* from unnest($11::text[], $12::text[], $13::text[], $14::text[], $15::int[], $16::text[], $17::text[], $18::text[], $21::int[], $24::text[], $25::int[])
    with ordinality as d (delivery_id, event_id, flow_id, run_id, version, pattern, input, key, bucket, problem, answer_ms, place)
  join stored on stored.id = d.event_id
), delivered as (
  insert into deliveries (workspace_id, id, event_id, flow_id, round, status, run_id, key, bucket, problem)
  select $1, delivery_id, event_id, flow_id, 0, case when problem is not null then 'refused' when run_id is null then 'held' else 'started' end, run_id, key, bucket, problem from due order by place
), started as (
  insert into runs (workspace_id, id, flow_id, version, pattern, status, origin, event_id, input, bucket, answer_by)
  select $1, run_id, flow_id, version, pattern, 'queued', run_id, event_id, input, bucket, clock_timestamp() + answer_ms * interval '1 millisecond' from due where run_id is not null
  returning id
)
select (select coalesce(array_agg(id), '{}') from stored) as stored, (select coalesce(array_agg(id), '{}') from started) as started,
  (select json_agg(w) from (select distinct name, path from waits where workspace_id = $1 and status = 'open' and kind = 'event' and name = any($4::text[])) w) as waits`;

/**
 * Stores events, their deliveries and the runs they start, and makes the runs due: the caller's transaction holds all
 * of it or nothing (SEMANTICS event-1). Returns the ids that were new (the others were duplicates), and how
 * many runs were started and woken; a flow with limits starts only what they leave room for.
 */
export async function storeEvents(
  client: Pick<ClientBase, "query">,
  workspaceId: string,
  events: readonly Due[],
): Promise<{ stored: Set<string>; started: number; woken: number }> {
  const due = events.flatMap(({ event, subscribers }) => subscribers.map((subscriber) => ({ event, subscriber })));
  const runIds = due.map(({ subscriber }) => (subscriber.status === "active" && subscriber.limits === null && subscriber.problem === undefined ? newId("run") : null));
  const keepClass = await keepEventsClass(client, workspaceId);
  const eventBuckets = events.map(({ event, subscribers }) => bucketOfEvent(event, subscribers, keepClass));
  const runBuckets = due.map(({ subscriber }) => bucketNow(subscriber.keepDays));
  const copies = copiesOf([
    ...events.map(({ event: { payload } }, index) => ({ bucket: eventBuckets[index] ?? 0, payload })),
    ...due.map(({ event: { payload } }, index) => ({ bucket: runBuckets[index] ?? 0, payload })),
  ]);
  const result = await client.query<{ stored: string[]; started: string[]; waits: { name: string; path: string | null }[] | null }>({
    name: "store-events",
    text: statement,
    values: [
      workspaceId,
      events.map(({ event }) => event.id),
      events.map(({ event }) => event.source),
      events.map(({ event }) => event.name),
      events.map(({ event }) => event.dedupeId),
      events.map(({ event }) => event.payload.hash),
      ...payloadArrays(copies.map(({ payload }) => payload)),
      due.map(() => newId("delivery")),
      due.map(({ event }) => event.id),
      due.map(({ subscriber }) => subscriber.flowId),
      runIds,
      due.map(({ subscriber }) => subscriber.version),
      due.map(({ subscriber }) => subscriber.pattern),
      due.map(({ event }) => event.payload.hash),
      due.map(({ event, subscriber: { limits } }) => (limits === null ? "" : limitKey(limits, valueOf(event)))),
      eventBuckets,
      copies.map(({ bucket }) => bucket),
      runBuckets,
      events.map(({ event }) => event.hops ?? 0),
      events.map(({ event }) => event.publisher ?? null),
      due.map(({ subscriber }) => subscriber.problem ?? null),
      due.map(({ subscriber }) => subscriber.answerMs ?? null),
    ],
  });
  const row = result.rows[0] ?? { stored: [], started: [], waits: null };
  if (row.started.length > 0) {
    const patterns = new Map(due.map(({ subscriber }, index) => [runIds[index] ?? "", subscriber.pattern]));
    await runtime().driver.enqueue(client, row.started.map((runId) => ({ runId, workspaceId, pattern: patterns.get(runId) ?? "event" })));
  }
  let woken = 0;
  if (row.waits) {
    const isStored = new Set(row.stored);
    const paths = Map.groupBy(row.waits, (wait) => wait.name);
    const matched = events.filter(({ event }) => isStored.has(event.id)).map(({ event }) => ({ name: event.name, payload: event.payload, value: valueOf(event) }));
    woken = await matchWaits(client, workspaceId, matched, new Map([...paths].map(([name, waits]) => [name, waits.map((wait) => wait.path)])));
  }
  let admitted = 0;
  for (const { flowId, version, pattern, limits } of limitedFlows(due.map(({ subscriber }) => subscriber))) {
    // No burst ends by one more.
    if (limits.last) admitWhenDue({ workspaceId, flowId }, limits.last.quietMs, admitNext);
    else admitted += (await admitRuns(client, { workspaceId, flowId, version, pattern, limits })).started;
  }
  return { stored: new Set(row.stored), started: row.started.length + admitted, woken };
}
