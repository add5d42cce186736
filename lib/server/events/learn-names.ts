import type { PoolClient } from "pg";
import { type EventDrift, type LearntShape, learnShape } from "#lib/flow/learn-shape.ts";
import { idAt } from "#lib/ids.ts";
import { isJsonObject } from "#lib/json.ts";
import { clock } from "../clock.ts";
import { unpackPayload } from "../payloads/pack-payload.ts";
import { transaction } from "../transaction.ts";

const batch = 2_000;
/** Of each name, in a batch: what many look like, few tell. */
const lookedAt = 20;
const namesAtMost = 500;
const driftKept = 20;
const sourcesKept = 20;
/** Whoever stores an event has committed it by then, so that none is passed over. */
const settledMs = 3_000;

/** One workspace that has new events, held until the transaction ends. What comes by a flow's own address has no name of its own. */
const next = `
select w.id, w.events_learnt as cursor from workspaces w
where exists (select 1 from events e where e.workspace_id = w.id and e.id > w.events_learnt and e.id < $1)
limit 1 for no key update of w skip locked`;

const events = `
select e.id, e.name, e.source, e.received_at as at, case when row_number() over (partition by e.name order by e.id desc) <= ${lookedAt} then p.codec end as codec, p.body, e.source like any (array['hook:%', 'form:%', 'poll:%']) as "isOwn"
from (select * from events where workspace_id = $1 and id > $2 and id < $3 order by id limit ${batch}) e
left join payloads p on p.bucket = e.bucket and p.workspace_id = e.workspace_id and p.hash = e.payload order by e.id`;

interface EventRow {
  id: string;
  name: string;
  source: string;
  at: Date;
  codec: "json" | "gzip" | null;
  body: Buffer | null;
  isOwn: boolean;
}

interface NameRow {
  name: string;
  sources: string[];
  shape: LearntShape;
  drift: EventDrift[];
}

const known = "select name, sources, shape, drift from event_names where workspace_id = $1";

const put = `
insert into event_names (workspace_id, name, seen, sources, shape, drift, first_at, last_at)
select $1, n.name, n.seen, n.sources, n.shape, n.drift, n.first_at, n.last_at
from unnest($2::text[], $3::int[], $4::jsonb[], $5::jsonb[], $6::jsonb[], $7::timestamptz[], $8::timestamptz[]) as n (name, seen, sources, shape, drift, first_at, last_at)
on conflict (workspace_id, name) do update set seen = event_names.seen + excluded.seen, sources = excluded.sources, shape = excluded.shape, drift = excluded.drift, last_at = excluded.last_at`;

function learn(before: NameRow | undefined, name: string, rows: readonly EventRow[]): NameRow {
  let shape = before?.shape ?? { looked: 0, paths: {} };
  const drift = [...(before?.drift ?? [])];
  for (const { id, at, codec, body } of rows) {
    if (codec === null || body === null) continue;
    const value = unpackPayload({ codec, body });
    const learnt = learnShape(shape, isJsonObject(value) ? (value["data"] ?? null) : null, { id, at: at.toISOString() });
    shape = learnt.shape;
    drift.unshift(...learnt.drift);
  }
  const sources = [...new Set([...(before?.sources ?? []), ...rows.map(({ source }) => source)])].slice(-sourcesKept);
  return { name, sources, shape, drift: drift.slice(0, driftKept) };
}

async function learnOne(client: PoolClient): Promise<number | null> {
  const until = idAt("event", clock.now() - settledMs);
  const [workspace] = (await client.query<{ id: string; cursor: string }>({ name: "workspace-to-learn", text: next, values: [until] })).rows;
  if (!workspace) return null;
  const { rows } = await client.query<EventRow>({ name: "events-to-learn", text: events, values: [workspace.id, workspace.cursor, until] });
  const before = new Map((await client.query<NameRow>({ name: "learnt-names", text: known, values: [workspace.id] })).rows.map((row) => [row.name, row]));
  const byName = Map.groupBy(rows.filter(({ isOwn }) => !isOwn), ({ name }) => name);
  const room = Math.max(0, namesAtMost - before.size);
  const fresh = new Set([...byName.keys()].filter((name) => !before.has(name)).slice(0, room));
  const learnt = [...byName].filter(([name]) => before.has(name) || fresh.has(name)).map(([name, own]) => ({ ...learn(before.get(name), name, own), own }));
  await client.query({
    name: "put-learnt",
    text: put,
    values: [
      workspace.id, learnt.map(({ name }) => name), learnt.map(({ own }) => own.length), learnt.map(({ sources }) => JSON.stringify(sources)), learnt.map(({ shape }) => JSON.stringify(shape)), learnt.map(({ drift }) => JSON.stringify(drift)),
      learnt.map(({ own }) => own[0]?.at), learnt.map(({ own }) => own.at(-1)?.at),
    ],
  });
  await client.query({ name: "learnt-up-to", text: "update workspaces set events_learnt = $2 where id = $1", values: [workspace.id, rows.at(-1)?.id ?? workspace.cursor] });
  return rows.length;
}

/** Learns from events that came: their names, sources and what they look like. Returns how many were new. */
export async function learnNames(): Promise<number> {
  for (let total = 0; ; ) {
    const looked = await transaction(learnOne);
    if (looked === null || looked === 0) return total;
    total += looked;
  }
}
