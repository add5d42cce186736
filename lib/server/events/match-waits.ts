import type { ClientBase } from "pg";
import type { Json } from "#lib/json.ts";
import { runtime } from "../runtime.ts";
import { matchHashAt } from "./match-hash.ts";

/** An event that was stored, as waits see it. */
export interface MatchedEvent {
  name: string;
  /** Hash of the payload, and the payload. */
  payload: string;
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
  returning w.run_id
)
update runs r set signals = signals + 1 from (select distinct run_id from resolved) s
where r.workspace_id = $1 and r.id = s.run_id and r.status in ('queued', 'running', 'waiting')
returning r.id as "runId", r.part`;

/**
 * Resolves the waits that stored events match, in the transaction that stores them (SEMANTICS event-4), and wakes their
 * runs; returns how many. `paths` are those that open waits of these names look at; an event without the field matches only waits without one.
 */
export async function matchWaits(client: Pick<ClientBase, "query">, workspaceId: string, events: readonly MatchedEvent[], paths: ReadonlyMap<string, readonly (string | null)[]>): Promise<number> {
  const rows = events.flatMap((event) => (paths.get(event.name) ?? []).flatMap((path) => {
    const match = path === null ? "" : matchHashAt(event.value, path);
    return match === null ? [] : [{ name: event.name, path, match, payload: event.payload }];
  }));
  if (rows.length === 0) return 0;
  const woken = await client.query<{ runId: string; part: number }>({
    name: "match-waits",
    text: statement,
    values: [workspaceId, rows.map((row) => row.name), rows.map((row) => row.path), rows.map((row) => row.match), rows.map((row) => row.payload)],
  });
  await runtime().driver.wakeRuns(client, workspaceId, woken.rows);
  return woken.rows.length;
}
