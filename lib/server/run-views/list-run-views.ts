import { type RunViewRow, runViewsOf } from "#db/queries/redrives.ts";
import type { RunView } from "#lib/contracts/failures.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";

export function runViewAnswer({ id, name, query, createdBy }: RunViewRow): RunView {
  return { id, name, query, createdBy };
}

export async function listRunViews(context: WorkspaceContext): Promise<{ views: RunView[] }> {
  demand(context, "runs:read");
  return { views: (await runViewsOf(database(), context.workspace.id)).map(runViewAnswer) };
}
