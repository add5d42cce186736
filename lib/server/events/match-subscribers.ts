import type { ClientBase } from "pg";
import { headsOfName, matchesName } from "#lib/flow/event-name.ts";
import { passesFilter } from "#lib/flow/passes-filter.ts";
import { clock } from "../clock.ts";
import type { Due, NewEvent, Subscriber } from "./store-events.ts";
import { valueOf } from "./value-of.ts";

/** One that listens by name, as it is stored. */
export interface Listener extends Subscriber {
  listensTo: string;
  filter: string | null;
}

const statement = `
select s.flow_id as "flowId", s.version, s.status, s.pattern, s.settings->'limits' as limits, f.keep_days as "keepDays",
  coalesce(s.settings->>'name', s.key) as "listensTo", s.settings->>'filter' as filter
from subscriptions s join flows f on f.id = s.flow_id
where s.workspace_id = $1 and s.kind = 'event' and s.key = any($2::text[])`;

/** Those that may hear events of these names, by the part before the first wildcard, so that an index finds them. */
export async function listenersOf(client: Pick<ClientBase, "query">, workspaceId: string, names: Iterable<string>): Promise<Listener[]> {
  const heads = [...new Set([...names].flatMap(headsOfName))];
  return (await client.query<Listener>({ name: "event-listeners", text: statement, values: [workspaceId, heads] })).rows;
}

/** Who of them hears an event. A filter that cannot be evaluated keeps nobody out unseen: it comes with the problem. */
export function hearersOf(listeners: readonly Listener[], event: Pick<NewEvent, "name" | "payload">): Due["subscribers"] {
  return listeners.flatMap((listener) => {
    if (!matchesName(listener.listensTo, event.name)) return [];
    if (listener.filter === null) return [listener];
    const passed = passesFilter(listener.filter, valueOf(event), clock.date().toISOString());
    if (passed.ok) return passed.value ? [listener] : [];
    return [{ ...listener, problem: passed.problem.message }];
  });
}

/** The flows that hear each event, read in the transaction that stores it (SEMANTICS event-1). */
export async function matchSubscribers(client: Pick<ClientBase, "query">, workspaceId: string, events: readonly NewEvent[]): Promise<Due[]> {
  const listeners = await listenersOf(client, workspaceId, new Set(events.map(({ name }) => name)));
  return events.map((event) => ({ event, subscribers: listeners.length === 0 ? [] : hearersOf(listeners, event) }));
}
