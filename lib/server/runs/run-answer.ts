import { rejectedByRun, type RunRow } from "#db/queries/runs.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { AppError } from "#lib/errors.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { projectListed } from "../projection/project-runs.ts";
import { isBare } from "../retention/bucket.ts";
import { plainText, type Projector } from "../projection/projector.ts";

export function runNotFound(): AppError {
  return new AppError("not_found", "There is no such run in this workspace.");
}

/** Why a Stop ended it is made of values; who cancelled it is not. */
function reasonAnswer({ reason, status }: RunRow, project: Projector): Run["reason"] {
  if (reason === null) return null;
  return status === "cancelled" ? plainText(reason) : project.text(reason);
}

export async function runAnswers(context: WorkspaceContext, found: readonly { run: RunRow; flowName: string }[]): Promise<Run[]> {
  const [projectorOf, rejected] = await Promise.all([
    projectListed(context, found.map(({ run }) => run)),
    rejectedByRun(database(), context.workspace.id, found.map(({ run }) => run.id)),
  ]);
  return found.map((one) => runAnswer(one, projectorOf(one.run), rejected.get(one.run.id) ?? 0));
}

export async function oneRunAnswer(context: WorkspaceContext, found: { run: RunRow; flowName: string }): Promise<Run> {
  return (await runAnswers(context, [found]))[0] ?? Promise.reject(runNotFound());
}

export function runAnswer({ run, flowName }: { run: RunRow; flowName: string }, project: Projector, rejected: number): Run {
  return {
    id: run.id,
    flow: { id: run.flowId, name: flowName },
    version: run.version,
    kind: run.kind,
    startedBy: run.startedBy,
    parent: run.parentRunId === null ? null : { run: run.parentRunId, node: run.parentNodeId ?? "" },
    replayOf: run.replayOf,
    reason: reasonAnswer(run, project),
    fingerprint: run.fingerprint,
    replayedBy: run.replayedBy,
    redrive: run.redriveId,
    keys: Object.fromEntries(Object.entries(run.keys ?? {}).map(([name, value]) => [name, project.key(value)])),
    tags: run.tags ?? [],
    keepsData: !isBare(run.bucket),
    pattern: run.pattern,
    status: run.status,
    error: run.error && project.error(run.error),
    handledErrors: run.handledErrors,
    rejected,
    eventId: run.eventId,
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}
