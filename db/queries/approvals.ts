import { and, asc, eq } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { flows } from "../schema/flows.ts";
import { runs, waits } from "../schema/runs.ts";
import { workspaces } from "../schema/workspaces.ts";

/** The approval of a link, with what its page names; the token is the permission, so it is looked for in every workspace. */
export async function findApproval(db: Queryable, tokenHash: string) {
  const [row] = await db
    .select({ wait: waits, run: runs, flow: flows.name, workspace: { id: workspaces.id, slug: workspaces.slug, name: workspaces.name } })
    .from(waits)
    .innerJoin(runs, and(eq(runs.workspaceId, waits.workspaceId), eq(runs.id, waits.runId)))
    .innerJoin(flows, and(eq(flows.workspaceId, runs.workspaceId), eq(flows.id, runs.flowId)))
    .innerJoin(workspaces, eq(workspaces.id, waits.workspaceId))
    .where(and(eq(waits.tokenHash, tokenHash), eq(waits.kind, "approval")));
  return row ?? null;
}

/** Approvals of live runs that wait, oldest first. */
export async function openApprovals(db: Queryable, workspaceId: string, flow: string | undefined, limit: number) {
  return await db
    .select({ run: runs, wait: waits.id, title: waits.name, flow: flows.name, askedAt: waits.createdAt, expiresAt: waits.expiresAt })
    .from(waits)
    .innerJoin(runs, and(eq(runs.workspaceId, waits.workspaceId), eq(runs.id, waits.runId), eq(runs.kind, "live")))
    .innerJoin(flows, and(eq(flows.workspaceId, runs.workspaceId), eq(flows.id, runs.flowId)))
    .where(and(eq(waits.workspaceId, workspaceId), eq(waits.kind, "approval"), eq(waits.status, "open"), flow === undefined ? undefined : eq(runs.flowId, flow)))
    .orderBy(asc(waits.id))
    .limit(limit);
}
