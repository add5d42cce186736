import type { DeliveryRow, EventRow } from "#db/queries/events.ts";
import type { Delivery, Event } from "#lib/contracts/events.schema.ts";
import { AppError } from "#lib/errors.ts";

export function eventNotFound(): AppError {
  return new AppError("not_found", "There is no such event in this workspace. Events are deleted when they are older than the workspace keeps them.");
}

const kinds = ["hook", "form", "poll", "flow", "millrace"] as const;

/** `hook:flow_1` in two parts. */
export function sourceAnswer(source: string): Event["source"] {
  const [kind = "", flow] = source.split(":");
  return { kind: kinds.find((known) => known === kind) ?? "api", flow: flow ?? null };
}

export function eventAnswer(row: EventRow): Omit<Event, "deliveries" | "keys"> {
  return { id: row.id, name: row.name, source: sourceAnswer(row.source), receivedAt: row.receivedAt.toISOString(), size: row.size ?? 0 };
}

export function deliveryAnswer(row: DeliveryRow): Delivery {
  return { flow: row.flowId, status: row.status, run: row.runId, round: row.round, taken: row.taken, runStatus: row.runStatus, replayedBy: row.replayedBy, problem: row.problem };
}
