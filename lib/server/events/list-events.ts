import { deliveriesOf, pageOfEvents } from "#db/queries/events.ts";
import type { Event } from "#lib/contracts/runs.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";

export async function listEvents(context: WorkspaceContext, input: { cursor?: string | undefined; limit: number; name?: string | undefined }): Promise<{ events: Event[]; next: string | null }> {
  demand(context, "events:read");
  const workspaceId = context.workspace.id;
  const rows = await pageOfEvents(database(), workspaceId, input.name, input.cursor, input.limit + 1);
  const page = rows.slice(0, input.limit);
  const deliveries = Map.groupBy(await deliveriesOf(database(), workspaceId, page.map((row) => row.id)), (delivery) => delivery.eventId);
  return {
    events: page.map((row) => ({
      id: row.id,
      name: row.name,
      source: row.source,
      receivedAt: row.receivedAt.toISOString(),
      size: row.size ?? 0,
      deliveries: (deliveries.get(row.id) ?? []).map((delivery) => ({ flow: delivery.flowId, status: delivery.status, run: delivery.runId })),
    })),
    next: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null,
  };
}
