import { errorPort, type NodeTypes } from "#lib/flow/node-type.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { portWord } from "../nodes/port-words.ts";
import { wiringOf } from "../wiring/wiring.ts";

export interface OutlineRow {
  node: string;
  /** Branches are indented; 0 is the main line. */
  level: number;
  /** How it is joined to the row it hangs from; null for what nothing leads to. */
  joined: "value" | "records" | "error" | null;
  /** Said above the plate when it does not simply follow the plate before it, or when it works on records. */
  label: string | null;
}

const deepest = 4;

/**
 * Nodes in walk order, each line followed to its end before the next branch begins. A node on the way of several edges
 * stands where the first of them leads.
 */
export function outlineRows(document: FlowDocument, types: NodeTypes): OutlineRow[] {
  const wiring = wiringOf(document, types);
  const { order, cyclic } = wiring.graph;
  const rank = new Map(order.map((id, index) => [id, index]));
  const rows: OutlineRow[] = [];
  const placed = new Set<string>();
  const waiting = new Map(document.nodes.map(({ id }) => [id, wiring.incoming(id).length]));
  const nameOf = (id: string): string => wiring.node(id)?.name ?? "";

  function labelOf(id: string, from: { node: string; port: string } | null): string | null {
    if (from === null) return rows.length === 0 ? null : "nothing leads here";
    const word = portWord(from.port, wiring.outputs(from.node));
    const [source] = wiring.regions.sources.get(id) ?? [];
    const begins = source === from.node && source !== id ? `for each record of ${nameOf(source)}` : null;
    if (begins !== null) return begins;
    if (rows.at(-1)?.node === from.node && word === null) return null;
    return [nameOf(from.node), word].filter((part) => part !== null).join(", ");
  }

  function visit(id: string, level: number, from: { node: string; port: string; carries: "value" | "records" } | null): void {
    if (placed.has(id)) return;
    placed.add(id);
    const joined = from === null ? null : from.port === errorPort ? "error" : from.carries;
    rows.push({ node: id, level: Math.min(level, deepest), joined, label: labelOf(id, from) });
    const out = wiring.outgoing(id).toSorted((a, b) => Number(a.from.port === errorPort) - Number(b.from.port === errorPort) || (rank.get(a.to.node) ?? 0) - (rank.get(b.to.node) ?? 0));
    out.forEach((edge, index) => {
      const left = (waiting.get(edge.to.node) ?? 1) - 1;
      waiting.set(edge.to.node, left);
      if (left <= 0) visit(edge.to.node, index === 0 && edge.from.port !== errorPort ? level : level + 1, { ...edge.from, carries: edge.carries });
    });
  }
  for (const id of order) if (wiring.incoming(id).length === 0) visit(id, 0, null);
  for (const id of cyclic) visit(id, 0, null);
  return rows;
}
