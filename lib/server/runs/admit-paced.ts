import type { ClientBase } from "pg";
import type { Limits } from "../events/limits.ts";
import { newId } from "#lib/ids.ts";
import { clock } from "../clock.ts";
import { packPayload, type PackedPayload, unpackPayload } from "../payloads/pack-payload.ts";
import { payloadArrays } from "../payloads/payload-arrays.ts";
import type { LimitedFlow } from "./limited-flow.ts";
import { waitingKeys } from "./waiting-keys.ts";

/** Runs that begin in one transaction. */
const batch = 500;
/** Bytes of a list, before it is compressed; what is more waits for the next list. */
const listBytes = 8 * 1024 * 1024;
/** Stands for "no bound". */
const many = 1_000_000;

/**
 * Each key that waits: how many runs may begin by the limit and by the pace, and in how long it may go on when time is
 * what it waits for. The database's clock decides (SEMANTICS event-1), as it was before this was looked at: one that came
 * since then is not seen, and may be the one that a burst goes on with.
 */
const standing = `
${waitingKeys}
select k.key,
  case when $3::int is null then ${many} else $3 - coalesce(o.n, 0) end as room,
  case when $5::int is null then ${many} else $5 - (
    select count(*)::int from deliveries d
    where d.workspace_id = $1 and d.flow_id = $2 and d.key = k.key and d.admitted_at > statement_timestamp() - $6::int * interval '1 millisecond'
  ) end as paced,
  extract(epoch from (
    select d.admitted_at from deliveries d where d.workspace_id = $1 and d.flow_id = $2 and d.key = k.key and d.admitted_at is not null
    order by d.admitted_at desc offset coalesce($5::int, 1) - 1 limit 1
  ) + $6::int * interval '1 millisecond' - statement_timestamp())::float8 * 1000 as "pacedInMs",
  extract(epoch from statement_timestamp() - g.first)::float8 * 1000 as "firstMs",
  extract(epoch from statement_timestamp() - g.newest)::float8 * 1000 as "newestMs", g.held, g.upto
from keys k left join open o on o.key = k.key
cross join lateral (
  select min(d.created_at) as first, max(d.created_at) as newest, count(*)::int as held, max(d.seq) as upto from deliveries d
  where d.workspace_id = $1 and d.flow_id = $2 and d.status = 'held' and d.key = k.key
) g
where k.key is not null and (not $4 or coalesce((
  select r.status <> 'failed' or r.passed from runs r where r.workspace_id = $1 and r.flow_id = $2 and r.limit_key = k.key order by r.id desc limit 1
), true))`;

interface Standing {
  key: string;
  room: number;
  paced: number;
  pacedInMs: number | null;
  firstMs: number;
  newestMs: number;
  held: number;
  /** The place in the line of the newest that was seen. */
  upto: string;
}

/** The oldest of each key, or its newest only, of those that were seen. */
const waitingOf = (order: "asc" | "desc"): string => `
select d.id, d.key, d.seq, d.event_id as "eventId", d.bucket, d.origin, e.payload, e.hops,
  extract(epoch from clock_timestamp() - d.created_at)::float8 * 1000 as "waitedMs"
from unnest($3::text[], $4::int[], $5::bigint[]) as k (key, most, upto)
cross join lateral (
  select d.* from deliveries d where d.workspace_id = $1 and d.flow_id = $2 and d.status = 'held' and d.key = k.key and d.seq <= k.upto order by d.seq ${order} limit k.most
) d
join events e on e.workspace_id = d.workspace_id and e.id = d.event_id
order by d.key, d.seq`;

interface Waiting {
  id: string;
  key: string;
  seq: string;
  eventId: string;
  bucket: number;
  origin: string | null;
  payload: string;
  hops: number;
  waitedMs: number;
}

/** One run to begin, and what it takes along. */
interface Start {
  /** Whose event the run shows, and whose payload it starts with unless it starts with a list. */
  lead: Waiting;
  listed: readonly Waiting[];
}

/** How long until the burst or list of a key is complete; not positive when it is. */
function gatheringMs({ last, list }: Limits, { firstMs, newestMs }: Standing): number {
  if (last) return Math.min(last.quietMs - newestMs, last.latestMs === null ? Number.POSITIVE_INFINITY : last.latestMs - firstMs);
  return list ? list.waitMs - firstMs : 0;
}

function startsOf({ last, list }: Limits, rows: readonly Waiting[], places: number): Start[] {
  if (last || !list) return rows.slice(0, places).map((lead) => ({ lead, listed: [] }));
  const starts: Start[] = [];
  for (let at = 0; at < rows.length && starts.length < places; at += list.of) {
    const listed = rows.slice(at, at + list.of);
    const [first] = listed;
    if (!first || (listed.length < list.of && first.waitedMs < list.waitMs)) break;
    // The one with most hops behind it: a loop is found whatever else is in the list.
    starts.push({ lead: listed.reduce((most, one) => (one.hops > most.hops ? one : most)), listed });
  }
  return starts;
}

const bodies = `
select d.id, p.size, p.codec, p.body from unnest($2::text[], $3::int[], $4::text[]) as d (id, bucket, hash)
join payloads p on p.bucket = d.bucket and p.workspace_id = $1 and p.hash = d.hash`;

/** What a run with a list starts with; what is too much is left for the next one. */
async function gather(client: Pick<ClientBase, "query">, workspaceId: string, start: Start): Promise<{ start: Start; input: PackedPayload }> {
  const { listed } = start;
  const found = await client.query<{ id: string; size: number; codec: "json" | "gzip"; body: Buffer }>({
    name: "listed-payloads", text: bodies, values: [workspaceId, listed.map(({ id }) => id), listed.map(({ bucket }) => bucket), listed.map(({ payload }) => payload)],
  });
  const byId = new Map(found.rows.map((row) => [row.id, row]));
  let bytes = 0;
  const taken = listed.filter(({ id }, index) => {
    bytes += byId.get(id)?.size ?? 0;
    return index === 0 || bytes <= listBytes;
  });
  const items = taken.flatMap(({ id }) => {
    const row = byId.get(id);
    return row ? [unpackPayload(row)] : [];
  });
  return { start: { ...start, listed: taken, lead: taken.includes(start.lead) ? start.lead : (taken[0] ?? start.lead) }, input: packPayload({ items, count: items.length }) };
}

const begin = `
with kept as (
  insert into payloads (bucket, workspace_id, hash, codec, size, body)
  select p.bucket, $1, p.hash, p.codec, p.size, p.body from unnest($16::int[], $12::text[], $13::text[], $14::int[], $15::bytea[]) as p (bucket, hash, codec, size, body)
  on conflict do nothing
), taken as (
  update deliveries d set status = 'started', run_id = t.run_id, taken = t.taken, admitted_at = case when t.leads then clock_timestamp() end
  from unnest($3::text[], $4::text[], $5::text[], $6::boolean[]) as t (id, run_id, taken, leads)
  where d.workspace_id = $1 and d.id = t.id
)
insert into runs (workspace_id, id, flow_id, version, pattern, status, origin, event_id, input, limit_key, bucket, answer_by)
select $1, r.id, $2, $17, $18, 'queued', coalesce(r.origin, r.id), r.event_id, r.input, r.key, r.bucket,
  (select e.received_at from events e where e.workspace_id = $1 and e.id = r.event_id) + (select (s.settings->'answer'->>'ms')::int from subscriptions s where s.workspace_id = $1 and s.flow_id = $2) * interval '1 millisecond'
from unnest($7::text[], $8::text[], $9::text[], $10::text[], $11::int[], $19::text[]) as r (id, event_id, input, key, bucket, origin)`;

/** What came before the last of a burst is put aside for it. */
const replace = `
update deliveries d set status = 'started', run_id = t.run_id, taken = 'replaced' from unnest($3::text[], $4::text[], $5::bigint[]) as t (key, run_id, seq)
where d.workspace_id = $1 and d.flow_id = $2 and d.status = 'held' and d.key = t.key and d.seq < t.seq`;

/**
 * What pace, bursts and lists leave to begin now; the caller holds the flow's place in the line. Gives the runs, and how
 * long until time alone lets more begin, null when it does not.
 */
export async function admitPaced(client: Pick<ClientBase, "query">, flow: LimitedFlow): Promise<{ started: string[]; nextMs: number | null }> {
  const { workspaceId, flowId, limits, version, pattern } = flow;
  const { rate, last, list } = limits;
  const found = await client.query<Standing>({ name: "paced-keys", text: standing, values: [workspaceId, flowId, limits.most ?? null, limits.blocks, rate?.count ?? null, rate?.perMs ?? 0] });
  let nextMs: number | null = null;
  const laterIn = (ms: number): void => {
    if (ms > 0 && ms < Number.POSITIVE_INFINITY) nextMs = Math.min(nextMs ?? ms, ms);
  };
  const ready = new Map<string, { places: number; upto: string }>();
  for (const key of found.rows) {
    const wait = Math.max(gatheringMs(limits, key), key.paced > 0 ? 0 : (key.pacedInMs ?? 0));
    laterIn(wait);
    // A full list need not wait for its time.
    if (key.room > 0 && key.paced > 0 && (list !== undefined || wait <= 0)) ready.set(key.key, { places: Math.min(key.room, key.paced, batch), upto: key.upto });
  }
  const wanted = (places: number): number => (last ? 1 : list ? Math.min(places * list.of, 2 * list.of + batch) : places);
  const rows = ready.size === 0 ? [] : (await client.query<Waiting>({ name: last ? "paced-newest" : "paced-oldest", text: waitingOf(last ? "desc" : "asc"), values: [workspaceId, flowId, [...ready.keys()], [...ready.values()].map(({ places }) => wanted(places)), [...ready.values()].map(({ upto }) => upto)] })).rows;
  const starts = [...Map.groupBy(rows, (row) => row.key)].flatMap(([key, own]) => startsOf(limits, own, ready.get(key)?.places ?? 0)).slice(0, batch);
  if (starts.length === 0) return { started: [], nextMs };
  const startsOfKey = Map.groupBy(starts, ({ lead }) => lead.key);
  for (const { held, key, room } of found.rows) {
    const own = startsOfKey.get(key) ?? [];
    const taken = own.reduce((sum, { listed }) => sum + Math.max(1, listed.length), 0);
    // What is left over for want of time is due at a moment that the next look knows.
    if (!last && own.length > 0 && own.length < room && taken < held) laterIn(1);
  }
  const begun: { start: Start; input: PackedPayload | null; runId: string }[] = [];
  for (const start of starts) {
    const gathered = list ? await gather(client, workspaceId, start) : null;
    begun.push({ start: gathered?.start ?? start, input: gathered?.input ?? null, runId: newId("run", clock.now()) });
  }
  // The last run of a key is the one with the newest id.
  const ids = begun.map(({ runId }) => runId).toSorted();
  const runs = begun.map((one, index) => ({ ...one, runId: ids[index] ?? one.runId }));
  const taken = runs.flatMap(({ start: { lead, listed }, runId }) =>
    (listed.length > 0 ? listed : [lead]).map((row) => ({ id: row.id, runId, taken: listed.length > 0 ? "listed" : null, leads: row === lead && rate !== undefined })));
  const made = runs.flatMap(({ start: { listed }, input }) => (input === null ? [] : [{ input, bucket: Math.max(...listed.map(({ bucket }) => bucket)) }]));
  const bucketOf = ({ start: { lead, listed } }: (typeof runs)[number]): number => (listed.length > 0 ? Math.max(...listed.map(({ bucket }) => bucket)) : lead.bucket);
  await client.query({
    name: "begin-paced",
    text: begin,
    values: [
      workspaceId, flowId,
      taken.map(({ id }) => id), taken.map(({ runId }) => runId), taken.map((one) => one.taken), taken.map(({ leads }) => leads),
      runs.map(({ runId }) => runId), runs.map(({ start }) => start.lead.eventId), runs.map(({ start, input }) => input?.hash ?? start.lead.payload), runs.map(({ start }) => start.lead.key), runs.map(bucketOf),
      ...payloadArrays(made.map(({ input }) => input)), made.map(({ bucket }) => bucket),
      version, pattern, runs.map(({ start }) => (start.listed.length > 0 ? null : start.lead.origin)),
    ],
  });
  if (last) await client.query({ name: "replace-earlier", text: replace, values: [workspaceId, flowId, runs.map(({ start }) => start.lead.key), ids, runs.map(({ start }) => start.lead.seq)] });
  return { started: ids, nextMs };
}
