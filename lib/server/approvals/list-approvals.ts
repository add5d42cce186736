import { openApprovals } from "#db/queries/approvals.ts";
import type { OpenApproval } from "#lib/contracts/approvals.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";

export async function listApprovals(context: WorkspaceContext, input: { flow?: string | undefined }): Promise<{ approvals: OpenApproval[] }> {
  demand(context, "runs:read");
  const found = await openApprovals(database(), context.workspace.id, input.flow, 100);
  return { approvals: found.map((one) => ({ ...one, askedAt: one.askedAt.toISOString(), expiresAt: one.expiresAt?.toISOString() ?? null })) };
}
