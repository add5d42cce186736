import { namesOfFlows, newestDeliveries, pageOfEvents } from "#db/queries/events.ts";
import type { Event, EventFilterInput } from "#lib/contracts/events.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { demandKeys } from "../runs/demand-keys.ts";
import { deliveryAnswer, eventAnswer } from "./event-answer.ts";

type Input = EventFilterInput & { cursor?: string | undefined; limit: number };

/** Newest first, with the newest delivery at each flow. */
export async function listEvents(context: WorkspaceContext, input: Input): Promise<{ events: Event[]; flows: { id: string; name: string }[]; next: string | null }> {
  demand(context, "events:read");
  // A sender's id may be an order's number.
  await demandKeys(context, { key: input.key ?? (input.id?.startsWith("evt_") === false ? input.id : undefined) });
  const workspaceId = context.workspace.id;
  const { cursor, limit, ...filter } = input;
  const rows = await pageOfEvents(database(), workspaceId, filter, cursor, limit + 1);
  const page = rows.slice(0, limit);
  const delivered = await newestDeliveries(database(), workspaceId, page.map((row) => row.id));
  const byEvent = Map.groupBy(delivered, (delivery) => delivery.eventId);
  return {
    events: page.map((row) => ({ ...eventAnswer(row), deliveries: (byEvent.get(row.id) ?? []).map(deliveryAnswer) })),
    flows: await namesOfFlows(database(), workspaceId, delivered.map(({ flowId }) => flowId)),
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}
