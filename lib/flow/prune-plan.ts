import type { Plan, PlanNode } from "./plan.ts";

/** Only one node and everything that leads to it; what else its ancestors lead to is left out. */
export function prunePlan(plan: Plan, upTo: string): Plan {
  const kept = new Set<string>([plan.trigger]);
  const open = [upTo];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = plan.nodes.get(id);
    if (!node || kept.has(id)) continue;
    kept.add(id);
    for (const edge of node.incoming) open.push(edge.from);
    // What a region's end tells comes from all of it (SEMANTICS region-4).
    if (node.region !== undefined && node.kind === "sink") open.push(...(plan.regions.get(node.region)?.members ?? []));
  }
  const nodes = new Map<string, PlanNode>();
  for (const [id, node] of plan.nodes) {
    if (!kept.has(id)) continue;
    nodes.set(id, { ...node, incoming: node.incoming.filter((edge) => kept.has(edge.from)), outgoing: node.outgoing.filter((edge) => kept.has(edge.to)) });
  }
  const regions = new Map([...plan.regions].flatMap(([source, region]) =>
    kept.has(source) ? [[source, { source, members: region.members.filter((id) => kept.has(id)), sinks: region.sinks.filter((id) => kept.has(id)) }] as const] : [],
  ));
  return { ...plan, nodes, regions };
}
