import { deliveriesOf, findEvent, namesOfFlows } from "#db/queries/events.ts";
import type { EventDetail } from "#lib/contracts/events.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { projectEvent } from "../projection/project-event.ts";
import { runtime } from "../runtime.ts";
import { deliveryAnswer, eventAnswer, eventNotFound, sourceAnswer } from "./event-answer.ts";
import { whyHeld } from "./why-held.ts";

/** An event with what became of it, at every flow and in every round. */
export async function readEvent(context: WorkspaceContext, input: { event: string }): Promise<EventDetail> {
  demand(context, "events:read");
  const workspaceId = context.workspace.id;
  const row = await findEvent(database(), workspaceId, input.event);
  if (!row) throw eventNotFound();
  const rows = await deliveriesOf(database(), workspaceId, row.id);
  const { pool } = runtime();
  const value = (await readPayloads(pool, { workspaceId, bucket: row.bucket }, [row.payload])).get(row.payload);
  const from = sourceAnswer(row.source).flow;
  const flows = [...new Set([...rows.map(({ flowId }) => flowId), ...(from === null ? [] : [from])])];
  const shown = await projectEvent(context, flows, { value: value ?? null, size: row.size ?? 0, dedupeId: row.dedupeId, publisher: row.publisher });
  const held = await Promise.all(rows.map((delivery) => whyHeld(pool, workspaceId, delivery)));
  return {
    ...eventAnswer(row),
    payload: value === undefined ? null : shown.payload, dedupeId: shown.dedupeId, hops: row.hops, publisher: row.publisher,
    deliveries: rows.map((delivery, index) => ({ ...deliveryAnswer(delivery), id: delivery.id, createdAt: delivery.createdAt.toISOString(), held: held[index] ?? null })),
    flows: await namesOfFlows(database(), workspaceId, flows),
  };
}
