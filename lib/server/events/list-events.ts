import { namesOfFlows, newestDeliveries, pageOfEvents } from "#db/queries/events.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { EventFilterInput, listEvents as contract } from "#lib/contracts/events.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { demandKeys } from "../runs/demand-keys.ts";
import { deliveryAnswer, eventAnswer } from "./event-answer.ts";
import { searchEvents } from "./search-events.ts";

type Input = EventFilterInput & { text?: string | undefined; cursor?: string | undefined; limit: number };
type Answer = AnswerOf<typeof contract>;

/** Newest first, with the newest delivery at each flow. */
export async function listEvents(context: WorkspaceContext, input: Input): Promise<Answer> {
  demand(context, "events:read");
  // A sender's id may be an order's number.
  await demandKeys(context, { key: input.key ?? (input.id?.startsWith("evt_") === false ? input.id : undefined) ?? input.text });
  const workspaceId = context.workspace.id;
  const { cursor, limit, text, ...filter } = input;
  const searched = text === undefined ? null : await searchEvents(context, text, filter, cursor, limit);
  const rows = searched?.rows ?? (await pageOfEvents(database(), workspaceId, filter, cursor, limit + 1));
  const page = rows.slice(0, limit);
  const delivered = await newestDeliveries(database(), workspaceId, page.map((row) => row.id));
  const byEvent = Map.groupBy(delivered, (delivery) => delivery.eventId);
  return {
    events: page.map((row) => ({ ...eventAnswer(row), deliveries: (byEvent.get(row.id) ?? []).map(deliveryAnswer) })),
    flows: await namesOfFlows(database(), workspaceId, delivered.map(({ flowId }) => flowId)),
    looked: searched && { events: searched.looked, closed: searched.closed, to: searched.to?.toISOString() ?? null },
    next: searched ? searched.next : rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}
