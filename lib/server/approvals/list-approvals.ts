import { openApprovals } from "#db/queries/approvals.ts";
import type { OpenApproval } from "#lib/contracts/approvals.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { projectRuns } from "../projection/project-runs.ts";
import { readerOf } from "../projection/reader.ts";

export async function listApprovals(context: WorkspaceContext, input: { flow?: string | undefined }): Promise<{ approvals: OpenApproval[] }> {
  demand(context, "runs:read");
  const found = await openApprovals(database(), context.workspace.id, input.flow, 100);
  const projectorOf = await projectRuns(await readerOf(context, found.map(({ run }) => run.flowId)), [...new Map(found.map(({ run }) => [run.id, run])).values()]);
  return { approvals: found.map((one) => ({ ...one, run: one.run.id, title: projectorOf(one.run).text(one.title), askedAt: one.askedAt.toISOString(), expiresAt: one.expiresAt?.toISOString() ?? null })) };
}
