import { eventsByDedupeId } from "#db/queries/events.ts";
import { AppError } from "#lib/errors.ts";
import { isReservedName } from "#lib/flow/event-name.ts";
import { newId } from "#lib/ids.ts";
import type { Json } from "#lib/json.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { demandRoom } from "../hooks/demand-room.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { matchSubscribers } from "./match-subscribers.ts";
import { storeEvents } from "./store-events.ts";

interface Published {
  name: string;
  id?: string | undefined;
  data: Json;
}

const source = "api";

/** Stores events and starts every flow that listens to their names; a repeated id answers with the first event's. */
export async function publishEvents(context: WorkspaceContext, input: Published | { events: Published[] }): Promise<{ events: { id: string; duplicate: boolean }[] }> {
  demand(context, "events:write");
  demandRoom();
  const workspaceId = context.workspace.id;
  const receivedAt = new Date().toISOString();
  const given = "events" in input ? input.events : [input];
  if (given.some(({ name }) => isReservedName(name))) throw new AppError("invalid", "Names that start with millrace/ are for events of Millrace itself. Choose another name.");
  // In the order given, also by id: a replay delivers in that order.
  const ids = given.map(() => newId("event")).toSorted();
  const events = given.map((published, index) => {
    const id = ids[index] ?? newId("event");
    const payload = packPayload({ id: published.id ?? id, name: published.name, data: published.data, receivedAt });
    return { id, source, name: published.name, dedupeId: published.id ?? null, payload };
  });
  const { stored, started, woken } = await transaction(async (client) => storeEvents(client, workspaceId, await matchSubscribers(client, workspaceId, events)));
  if (started + woken > 0) runtime().driver.wake();

  const repeated = events.flatMap((event) => (stored.has(event.id) || event.dedupeId === null ? [] : [event.dedupeId]));
  const first = new Map((await eventsByDedupeId(database(), workspaceId, source, repeated)).map((row) => [row.dedupeId, row.id]));
  return { events: events.map((event) => ({ id: stored.has(event.id) ? event.id : (first.get(event.dedupeId) ?? event.id), duplicate: !stored.has(event.id) })) };
}
