import type { FlowDocument, FlowEdge } from "./document.schema.ts";

export interface Graph {
  incoming: ReadonlyMap<string, readonly FlowEdge[]>;
  outgoing: ReadonlyMap<string, readonly FlowEdge[]>;
  /** Node ids, each after everything it depends on; nodes on a cycle are missing and listed in `cyclic`. */
  order: readonly string[];
  cyclic: readonly string[];
}

/** Edges whose ends do not exist are left out: `check` reports them on its own. */
export function graphOf(document: FlowDocument): Graph {
  const incoming = new Map<string, FlowEdge[]>();
  const outgoing = new Map<string, FlowEdge[]>();
  for (const node of document.nodes) {
    incoming.set(node.id, []);
    outgoing.set(node.id, []);
  }
  const pending = new Map(document.nodes.map((node) => [node.id, 0]));
  for (const edge of document.edges) {
    const into = incoming.get(edge.to.node);
    const outOf = outgoing.get(edge.from.node);
    if (!into || !outOf) continue;
    into.push(edge);
    outOf.push(edge);
    pending.set(edge.to.node, (pending.get(edge.to.node) ?? 0) + 1);
  }
  const order: string[] = [];
  const free = document.nodes.filter((node) => pending.get(node.id) === 0).map((node) => node.id);
  for (let id = free.shift(); id !== undefined; id = free.shift()) {
    order.push(id);
    for (const edge of outgoing.get(id) ?? []) {
      const left = (pending.get(edge.to.node) ?? 0) - 1;
      pending.set(edge.to.node, left);
      if (left === 0) free.push(edge.to.node);
    }
  }
  const placed = new Set(order);
  return { incoming, outgoing, order, cyclic: document.nodes.map((node) => node.id).filter((id) => !placed.has(id)) };
}
