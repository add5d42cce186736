import type { ClientBase } from "pg";
import { type NewEvent, storeEvents, type Subscriber } from "../events/store-events.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";

interface Delivered {
  /** The stored event's id; for a duplicate, that of the first one. */
  event: string;
  duplicate: boolean;
}

/** Commits what arrived for one flow: the event, its delivery, the run and what `whenNew` adds; or nothing of it when it came before. */
export async function storeDelivery(workspaceId: string, subscriber: Subscriber, event: NewEvent, whenNew?: (client: Pick<ClientBase, "query">) => Promise<void>): Promise<Delivered> {
  const { pool, driver } = runtime();
  const { stored, started } = await transaction(async (client) => {
    const outcome = await storeEvents(client, workspaceId, [{ event, subscribers: [subscriber] }]);
    if (outcome.stored.has(event.id)) await whenNew?.(client);
    return outcome;
  });
  if (started > 0) driver.wake();
  if (stored.has(event.id)) return { event: event.id, duplicate: false };
  const first = await pool.query<{ id: string }>({
    name: "first-event",
    text: "select id from events where workspace_id = $1 and source = $2 and dedupe_id = $3",
    values: [workspaceId, event.source, event.dedupeId],
  });
  return { event: first.rows[0]?.id ?? event.id, duplicate: true };
}
