import type { Held } from "#lib/pipeline/region-stores.ts";

/** The first part of every write of a region: nothing is written unless the run still has its fence (SEMANTICS step-8). */
export const heldRun = `held as (
  select 1 from runs where workspace_id = $1 and id = $2 and fence = $3 and status in ('queued', 'running', 'waiting') for share
)`;

/** Its values, and the region's source as the fourth. */
export function heldValues({ workspaceId, runId, fence, source }: Held): unknown[] {
  return [workspaceId, runId, fence, source];
}
