import { approvalLink } from "#lib/flow/known-from-start.ts";
import type { JsonObject } from "#lib/json.ts";
import { approvalToken, approvalUrl } from "./approval-link.ts";

/** What can be referred to of a run's approvals before they ask: their links, by node. */
export function knownLinks({ workspaceId, runId, plan }: { workspaceId: string; runId: string; plan: { approvals: readonly string[] } }): [string, JsonObject][] {
  return plan.approvals.map((id) => [id, { [approvalLink]: approvalUrl(approvalToken(workspaceId, runId, id)) }]);
}
