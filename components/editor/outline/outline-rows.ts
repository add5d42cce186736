import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { graphOf } from "#lib/flow/graph.ts";
import { errorPort } from "#lib/flow/node-type.ts";

export interface OutlineRow {
  node: string;
  /** Branches are indented; 0 is the main line. */
  level: number;
  /** The node it follows, and by which port; null for what nothing leads to. */
  from: string | null;
  port: string | null;
  /** Said above the plate when it does not simply follow the plate before it. */
  label: string | null;
}

const deepest = 4;

/**
 * Nodes in walk order, each line followed to its end before the next branch begins. A node on the way of several edges
 * stands where the first of them leads.
 */
export function outlineRows(document: FlowDocument): OutlineRow[] {
  const { order, cyclic, incoming, outgoing } = graphOf(document);
  const names = new Map(document.nodes.map((node) => [node.id, node.name]));
  const rank = new Map(order.map((id, index) => [id, index]));
  const rows: OutlineRow[] = [];
  const placed = new Set<string>();
  const waiting = new Map([...incoming].map(([id, edges]) => [id, edges.length]));

  function visit(id: string, level: number, from: string | null, port: string | null): void {
    if (placed.has(id)) return;
    placed.add(id);
    const previous = rows.at(-1);
    const plain = from === null ? previous === undefined : previous?.node === from && port !== errorPort;
    const origin = from === null ? "nothing leads here" : `${names.get(from) ?? ""}${port === "out" ? "" : port === errorPort ? ", on error" : `, ${port ?? ""}`}`;
    rows.push({ node: id, level: Math.min(level, deepest), from, port, label: plain ? null : origin });
    const out = (outgoing.get(id) ?? []).toSorted((a, b) => Number(a.from.port === errorPort) - Number(b.from.port === errorPort) || (rank.get(a.to.node) ?? 0) - (rank.get(b.to.node) ?? 0));
    out.forEach((edge, index) => {
      const left = (waiting.get(edge.to.node) ?? 1) - 1;
      waiting.set(edge.to.node, left);
      if (left <= 0) visit(edge.to.node, index === 0 && edge.from.port !== errorPort ? level : level + 1, id, edge.from.port);
    });
  }
  for (const id of order) if ((incoming.get(id) ?? []).length === 0) visit(id, 0, null, null);
  for (const id of cyclic) visit(id, 0, null, null);
  return rows;
}
