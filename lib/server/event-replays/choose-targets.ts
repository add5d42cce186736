import type { ClientBase } from "pg";
import type { EventRow } from "#db/queries/events.ts";
import { type Listener, hearersOf, listenersOf } from "../events/match-subscribers.ts";
import type { NewEvent, Subscriber } from "../events/store-events.ts";

/** An event that is delivered again, with its payload as it is stored. */
export interface Again {
  event: NewEvent;
  targets: readonly (Subscriber & { problem?: string })[];
}

const bodies = `
select e.id, p.hash, p.codec, p.size, p.body from unnest($2::text[], $3::int[], $4::text[]) as e (id, bucket, hash)
join payloads p on p.bucket = e.bucket and p.workspace_id = $1 and p.hash = e.hash`;

/** Flows that had an event before and are live still, whatever they listen to. */
const earlier = `
select distinct d.event_id as "eventId", s.flow_id as "flowId", s.version, s.status, s.pattern, s.settings->'limits' as limits, f.keep_days as "keepDays"
from deliveries d join subscriptions s on s.workspace_id = d.workspace_id and s.flow_id = d.flow_id join flows f on f.id = s.flow_id
where d.workspace_id = $1 and d.event_id = any($2::text[]) and s.kind <> 'event'`;

/** To whom each event goes: those that listen to it now, and the flow whose own hook, form or poll it came by. Events whose payload is gone are left out. */
export async function chooseTargets(client: Pick<ClientBase, "query">, workspaceId: string, rows: readonly EventRow[], flow: string | null): Promise<Again[]> {
  if (rows.length === 0) return [];
  const [found, listeners, owners] = [
    await client.query<{ id: string; hash: string; codec: "json" | "gzip"; size: number; body: Buffer }>({ name: "again-payloads", text: bodies, values: [workspaceId, rows.map(({ id }) => id), rows.map(({ bucket }) => bucket), rows.map(({ payload }) => payload)] }),
    await listenersOf(client, workspaceId, new Set(rows.map(({ name }) => name))),
    await client.query<Subscriber & { eventId: string }>({ name: "again-owners", text: earlier, values: [workspaceId, rows.map(({ id }) => id)] }),
  ];
  const stored = new Map(found.rows.map(({ id, ...payload }) => [id, payload]));
  const isWanted = ({ flowId }: Subscriber): boolean => flow === null || flowId === flow;
  return rows.flatMap((row) => {
    const payload = stored.get(row.id);
    if (!payload) return [];
    const event: NewEvent = { id: row.id, source: row.source, name: row.name, dedupeId: row.dedupeId, payload, hops: row.hops };
    const hearers = hearersOf(listeners.filter((listener: Listener) => isWanted(listener)), event);
    return [{ event, targets: [...hearers, ...owners.rows.filter((owner) => owner.eventId === row.id && isWanted(owner))] }];
  });
}
