import type { EventReplayRow } from "#db/queries/event-replays.ts";
import type { EventReplay } from "#lib/contracts/events.schema.ts";
import { AppError } from "#lib/errors.ts";

export function replayNotFound(): AppError {
  return new AppError("not_found", "There is no such replay of events in this workspace.");
}

export function replayAnswer(row: EventReplayRow): EventReplay {
  return {
    id: row.id, status: row.status, name: row.name, flow: row.flowId, mode: row.mode, rate: row.rate, total: row.total, looked: row.looked, delivered: row.delivered,
    startedBy: row.startedBy, createdAt: row.createdAt.toISOString(), finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
