import { referencesOf } from "./bindings/references.ts";
import type { Plan, PlanEdge, PlanNode } from "./plan.ts";
import { prunePlan } from "./prune-plan.ts";
import { downstreamOf } from "./replay-plan.ts";

/** Which part of a plan a test-run goes through. */
export type PlanPart =
  | { kind: "up-to"; node: string }
  /** The step alone, or it and all that comes after; what it refers to is given. `given` are the nodes with a value. */
  | { kind: "only" | "from"; node: string; given: readonly string[] };

/** The step itself; for one that works once a record, the source whose records it takes. */
function headOf(plan: Plan, id: string): string {
  return plan.nodes.get(id)?.region ?? id;
}

/** The nodes that a part runs, without the trigger and what is given. */
export function nodesOfPart(plan: Plan, part: PlanPart & { kind: "only" | "from" }): Set<string> {
  const head = headOf(plan, part.node);
  if (part.kind === "from") return downstreamOf(plan, head);
  return new Set([part.node]);
}

/** All that leads to the nodes of a part. */
export function beforePart(plan: Plan, runs: ReadonlySet<string>): Set<string> {
  const before = new Set<string>();
  const open = [...runs];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const { from } of plan.nodes.get(id)?.incoming ?? []) {
      // What a region's end tells comes from all of it (SEMANTICS region-4).
      const region = plan.regions.get(plan.nodes.get(from)?.region ?? "");
      for (const found of region ? [from, region.source, ...region.sinks] : [from]) {
        if (runs.has(found) || before.has(found)) continue;
        before.add(found);
        open.push(found);
      }
    }
  }
  return before;
}

/** Nodes outside a part whose output its nodes read; `guarded` when all of them can do without. */
export function neededByPart(plan: Plan, runs: ReadonlySet<string>): Map<string, { guarded: boolean }> {
  const needed = new Map<string, { guarded: boolean }>();
  for (const id of runs) {
    const node = plan.nodes.get(id);
    for (const { node: to, guarded } of node ? referencesOf(node) : []) {
      if (runs.has(to) || to === plan.trigger || !plan.nodes.has(to)) continue;
      needed.set(to, { guarded: guarded && (needed.get(to)?.guarded ?? true) });
    }
  }
  return needed;
}

/**
 * The plan of a step on its own, or from it on: the trigger leads straight to it, and steps beside it whose results
 * the rest waits for are kept as they were given.
 */
export function isolatePlan(plan: Plan, part: PlanPart): Plan {
  if (part.kind === "up-to") return prunePlan(plan, part.node);
  const runs = nodesOfPart(plan, part);
  const head = part.kind === "from" ? headOf(plan, part.node) : part.node;
  const given = new Set(part.given.filter((id) => !runs.has(id)));
  const nodes = new Map<string, PlanNode>();
  const started: PlanEdge[] = [];
  const start = (to: string): PlanEdge => {
    const edge: PlanEdge = { id: `start ${to}`, from: plan.trigger, port: "out", to, toPort: "in", carries: "value", name: "start" };
    started.push(edge);
    return edge;
  };
  const leads = (id: string): boolean => plan.nodes.get(id)?.outgoing.some((edge) => edge.carries === "value" && edge.to !== head && runs.has(edge.to)) ?? false;
  for (const [id, node] of plan.nodes) {
    if (id === plan.trigger) continue;
    const outgoing = node.outgoing.filter((edge) => runs.has(edge.to));
    if (id === head) nodes.set(id, { ...node, incoming: [start(id)], outgoing });
    else if (runs.has(id)) nodes.set(id, { ...node, incoming: node.incoming.filter((edge) => runs.has(edge.from) || (given.has(edge.from) && leads(edge.from))), outgoing });
    else if (given.has(id) && leads(id)) nodes.set(id, asGiven(node, start(id), outgoing.filter((edge) => edge.to !== head && edge.carries === "value")));
  }
  const trigger = plan.nodes.get(plan.trigger);
  const regions = new Map([...plan.regions].flatMap(([source, region]) =>
    runs.has(source) ? [[source, { source, members: region.members.filter((id) => runs.has(id)), sinks: region.sinks.filter((id) => runs.has(id)) }] as const] : [],
  ));
  return { ...plan, nodes: new Map(trigger ? [[plan.trigger, { ...trigger, outgoing: started }], ...nodes] : nodes), regions };
}

/** A node whose result stands already: it belongs to no region any more. */
function asGiven({ region: _, ...node }: PlanNode, edge: PlanEdge, outgoing: readonly PlanEdge[]): PlanNode {
  return { ...node, mode: "value", incoming: [edge], outgoing };
}
