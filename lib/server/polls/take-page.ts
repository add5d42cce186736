import type { PoolClient } from "pg";
import { newId } from "#lib/ids.ts";
import type { Json } from "#lib/json.ts";
import { clock } from "../clock.ts";
import { storeEvents, type Subscriber } from "../events/store-events.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { itemId, pollIdentity, type PollSettings } from "./poll-settings.ts";

export interface Poll {
  workspaceId: string;
  subscriber: Subscriber;
  settings: PollSettings;
}

/** Those that were not taken before; the others are remembered anew, once a day at most. */
const remember = `
with seen as (
  update poll_items p set seen_at = clock_timestamp() where p.workspace_id = $1 and p.flow_id = $2 and p.identity = $3 and p.item = any($4::text[]) and p.seen_at < clock_timestamp() - interval '1 day'
)
insert into poll_items (workspace_id, flow_id, identity, item) select $1, $2, $3, i from unnest($4::text[]) as i order by i on conflict do nothing returning item`;

const note = `
insert into poll_states (workspace_id, flow_id, identity, cursor, items, fresh) values ($1, $2, $3, $4, $5, $6)
on conflict (workspace_id, flow_id, identity) do update set cursor = excluded.cursor, items = excluded.items, fresh = excluded.fresh`;

/**
 * Takes what is new on a page: its events, that they are known, and the place in the list are one transaction, so that a
 * crash takes none twice and loses none. `publishes` is false for what is only remembered.
 */
export async function takePage(client: PoolClient, { workspaceId, subscriber, settings }: Poll, page: { records: readonly Json[]; cursor: Json; items: number; fresh: number; publishes: boolean }): Promise<{ fresh: number; started: number }> {
  const { flowId } = subscriber;
  const identity = pollIdentity(settings);
  // The first of those with one id.
  const byId = new Map(page.records.map((item) => [itemId(settings, item), item] as const).toReversed());
  const known = await client.query<{ item: string }>({ name: "remember-items", text: remember, values: [workspaceId, flowId, identity, [...byId.keys()]] });
  const isFresh = new Set(known.rows.map(({ item }) => item));
  const receivedAt = clock.date().toISOString();
  const taken = [...byId].toReversed().filter(([id]) => page.publishes && isFresh.has(id));
  const ids = taken.map(() => newId("event", clock.now())).toSorted();
  const due = taken.map(([id, item], index) => ({ event: { id: ids[index] ?? newId("event"), source: `poll:${flowId}`, name: "poll", dedupeId: null, payload: packPayload({ id, item, receivedAt }) }, subscribers: [subscriber] }));
  const { started } = due.length === 0 ? { started: 0 } : await storeEvents(client, workspaceId, due);
  const fresh = page.fresh + taken.length;
  await client.query({ name: "note-poll", text: note, values: [workspaceId, flowId, identity, JSON.stringify(page.cursor), page.items, fresh] });
  return { fresh, started };
}
