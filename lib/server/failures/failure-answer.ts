import type { FailureGroupRow } from "#db/queries/failures.ts";
import type { FailureGroup } from "#lib/contracts/failures.schema.ts";
import { timeOfId } from "#lib/ids.ts";
import { database } from "../database.ts";
import type { WorkspaceContext } from "../context.ts";
import { projectListed } from "../projection/project-runs.ts";
import type { Projector } from "../projection/projector.ts";
import { runsById } from "#db/queries/runs.ts";

/** What was said to be resolved and happened again is open again. */
function stateOf({ last, state, stateAt }: FailureGroupRow): FailureGroup["state"] {
  if (state === "muted") return "muted";
  return state === "resolved" && stateAt !== null && timeOfId(last) <= stateAt.getTime() ? "resolved" : "open";
}

export async function failureAnswers(context: WorkspaceContext, rows: readonly FailureGroupRow[]): Promise<FailureGroup[]> {
  const projectorOf = await projectListed(context, await runsById(database(), context.workspace.id, rows.map(({ last }) => last)));
  return rows.map((row) => failureAnswer(row, projectorOf({ id: row.last })));
}

function failureAnswer(row: FailureGroupRow, project: Projector): FailureGroup {
  const state = stateOf(row);
  return {
    flow: { id: row.flowId, name: row.flowName, live: row.flowLive },
    step: row.step,
    fingerprint: row.fingerprint,
    error: project.error(row.error),
    lastRun: row.last,
    total: row.total,
    left: row.left,
    firstAt: new Date(timeOfId(row.first)).toISOString(),
    lastAt: new Date(timeOfId(row.last)).toISOString(),
    versions: row.versions.toSorted((a, b) => a - b),
    state,
    stateBy: state === "open" ? null : row.stateBy,
    stateAt: state === "open" ? null : (row.stateAt?.toISOString() ?? null),
  };
}
