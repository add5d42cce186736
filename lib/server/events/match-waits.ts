import type { ClientBase } from "pg";
import type { Json } from "#lib/json.ts";
import type { PackedPayload } from "../payloads/pack-payload.ts";
import { payloadArrays } from "../payloads/payload-arrays.ts";
import { runtime } from "../runtime.ts";
import { matchHashAt } from "./match-hash.ts";

/** An event that was stored, as waits see it. */
export interface MatchedEvent {
  name: string;
  payload: PackedPayload;
  value: Json;
}

const statement = `
with found as (
  select i.name, i.path, i.match, i.payload from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as i (name, path, match, payload)
), resolved as (
  update waits w set status = 'resolved', result = f.payload, resolved_at = clock_timestamp()
  from found f
  where w.workspace_id = $1 and w.kind = 'event' and w.status = 'open' and w.name = f.name
    and (w.path is null and f.path is null or w.path = f.path and w.match = f.match)
    and (w.expires_at is null or w.expires_at > clock_timestamp())
  returning w.run_id, w.result
), woken as (
  update runs r set signals = signals + 1 from (select distinct run_id from resolved) s
  where r.workspace_id = $1 and r.id = s.run_id and r.status in ('queued', 'running', 'waiting')
  returning r.id, r.part, r.bucket
), kept as (
  insert into payloads (bucket, workspace_id, hash, codec, size, body)
  select distinct w.bucket, $1, p.hash, p.codec, p.size, p.body from woken w join resolved x on x.run_id = w.id
  join unnest($6::text[], $7::text[], $8::int[], $9::bytea[]) as p (hash, codec, size, body) on p.hash = x.result
  order by w.bucket, p.hash
  on conflict do nothing
)
select id as "runId", part from woken`;

/**
 * Resolves the waits that stored events match, in the transaction that stores them (SEMANTICS event-4), and wakes their
 * runs, which keep a copy of their own; returns how many. `paths` are those that open waits of these names look at; an event without the field matches only waits without one.
 */
export async function matchWaits(client: Pick<ClientBase, "query">, workspaceId: string, events: readonly MatchedEvent[], paths: ReadonlyMap<string, readonly (string | null)[]>): Promise<number> {
  const rows = events.flatMap((event) => (paths.get(event.name) ?? []).flatMap((path) => {
    const match = path === null ? "" : matchHashAt(event.value, path);
    return match === null ? [] : [{ name: event.name, path, match, payload: event.payload.hash }];
  }));
  if (rows.length === 0) return 0;
  const payloads = [...new Map(events.map(({ payload }) => [payload.hash, payload])).values()];
  const woken = await client.query<{ runId: string; part: number }>({
    name: "match-waits",
    text: statement,
    values: [workspaceId, rows.map((row) => row.name), rows.map((row) => row.path), rows.map((row) => row.match), rows.map((row) => row.payload), ...payloadArrays(payloads)],
  });
  await runtime().driver.wakeRuns(client, workspaceId, woken.rows);
  return woken.rows.length;
}
