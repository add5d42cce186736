import type { RunRow } from "#db/queries/runs.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { AppError } from "#lib/errors.ts";

export function runNotFound(): AppError {
  return new AppError("not_found", "There is no such run in this workspace.");
}

export function runAnswer({ run, flowName }: { run: RunRow; flowName: string }): Run {
  return {
    id: run.id,
    flow: { id: run.flowId, name: flowName },
    version: run.version,
    kind: run.kind,
    startedBy: run.startedBy,
    parent: run.parentRunId === null ? null : { run: run.parentRunId, node: run.parentNodeId ?? "" },
    replayOf: run.replayOf,
    reason: run.reason,
    fingerprint: run.fingerprint,
    replayedBy: run.replayedBy,
    redrive: run.redriveId,
    keys: run.keys ?? {},
    tags: run.tags ?? [],
    pattern: run.pattern,
    status: run.status,
    error: run.error,
    handledErrors: run.handledErrors,
    eventId: run.eventId,
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}
