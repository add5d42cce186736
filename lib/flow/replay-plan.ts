import { canonicalJson, type Json } from "#lib/json.ts";
import type { Plan, PlanNode } from "./plan.ts";

/** Everything that runs again when a run is replayed from a node: the node and all that comes after it. */
export function downstreamOf(plan: Plan, from: string): Set<string> {
  const found = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = plan.nodes.get(id);
    if (!node || found.has(id)) continue;
    found.add(id);
    for (const edge of node.outgoing) open.push(edge.to);
  }
  return found;
}

export function isSameNode(one: PlanNode, other: PlanNode): boolean {
  return one.type === other.type && one.connection === other.connection && canonicalJson(one.config as Json) === canonicalJson(other.config as Json);
}

/**
 * The nodes whose results a replay from a node takes over (SEMANTICS step-9): none of them comes after it, and on another
 * version each is the same node with the same settings, as is everything it depends on. Regions are taken as a whole.
 * @param then the plan that ran. @param now the plan that will run.
 */
export function reusedNodes(then: Plan, now: Plan, from: string): Set<string> {
  const region = now.nodes.get(from)?.region;
  const again = downstreamOf(now, region ?? from);
  const reused = new Set<string>();
  for (const [id, node] of now.nodes) {
    const before = then.nodes.get(id);
    const depends = node.incoming.every((edge) => reused.has(edge.from)) || (node.region !== undefined && node.region !== id && reused.has(node.region));
    if (id !== now.trigger && !again.has(id) && before !== undefined && isSameNode(before, node) && (node.incoming.length === 0 || depends || node.incoming.every((edge) => edge.from === now.trigger || reused.has(edge.from)))) reused.add(id);
  }
  // A region of which one node differs is read again, and what comes after it too.
  for (const { source, members } of now.regions.values()) {
    if ([source, ...members].every((id) => reused.has(id))) continue;
    for (const id of downstreamOf(now, source)) reused.delete(id);
  }
  return reused;
}
