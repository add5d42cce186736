import type { Queryable } from "#db/client.ts";
import { cursorsOf, putCursor } from "#db/queries/cursors.ts";
import type { FlowRow } from "#db/queries/flows.ts";
import { parseInput, sourceRuntime } from "#lib/connectors/registry.server.ts";
import { AppError } from "#lib/errors.ts";
import { resolveConfig } from "#lib/flow/bindings/resolve.ts";
import type { Plan, PlanNode } from "#lib/flow/plan.ts";
import { sourceIdentity } from "#lib/pipeline/source-identity.ts";

/** What a source with fixed settings reads; null while that follows from a run's values. */
function identityOf(node: PlanNode): string | null {
  const runtime = sourceRuntime(node.type);
  try {
    const input = parseInput(node.type, resolveConfig(node.config, new Map(), { now: "" }));
    return runtime.keepsCursor(input) ? sourceIdentity(node, runtime.identity(input)) : null;
  } catch {
    return null;
  }
}

/**
 * A source that now reads something else either starts over or keeps its place (SEMANTICS region-8): nobody but the
 * person who publishes can know which. @throws AppError precondition that names the sources to decide about.
 */
export async function settleCursors(db: Queryable, workspaceId: string, flow: FlowRow, plan: Plan, decisions: { readonly [node: string]: "keep" | "start-over" }): Promise<void> {
  const open: { node: string; name: string }[] = [];
  for (const { source } of plan.regions.values()) {
    const node = plan.nodes.get(source);
    const identity = node && node.built === undefined ? identityOf(node) : null;
    if (!node || identity === null) continue;
    const kept = await cursorsOf(db, workspaceId, flow.id, source);
    const [newest] = kept;
    if (!newest || newest.identity === identity) continue;
    const decision = decisions[source];
    if (decision === undefined) open.push({ node: source, name: node.name });
    else await putCursor(db, { workspaceId, flowId: flow.id, nodeId: source, identity, cursor: decision === "keep" ? newest.cursor : null });
  }
  if (open.length === 0) return;
  const names = open.map(({ name }) => `“${name}”`).join(", ");
  throw new AppError("precondition", `${names} now reads something else than before. Say whether it keeps its place or starts over.`, { details: { cursors: open } });
}
