import { errorPort, type NodeTypes } from "#lib/flow/node-type.ts";
import type { FlowDocument, FlowEdge } from "#lib/flow/document.schema.ts";
import { portWord } from "../nodes/port-words.ts";
import { wiringOf } from "../wiring/wiring.ts";

export interface OutlineRow {
  node: string;
  /** Branches are indented; 0 is the main line. */
  level: number;
  /** How it is joined to the row it hangs from; null for what nothing leads to. */
  joined: "value" | "records" | "error" | null;
  /** The edge it is joined by. */
  edge: string | null;
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

  const wordOf = ({ from }: FlowEdge): string | null => portWord(from.port, wiring.outputs(from.node));

  function labelOf(id: string, edge: FlowEdge | undefined): string | null {
    if (!edge) return rows.length === 0 ? null : "nothing leads here";
    const [source] = wiring.regions.sources.get(id) ?? [];
    if (edge.carries === "records" && source === edge.from.node) return `for each record of ${nameOf(source)}`;
    const word = wordOf(edge);
    if (rows.at(-1)?.node === edge.from.node && word === null) return null;
    return [nameOf(edge.from.node), word].filter((part) => part !== null).join(", ");
  }

  function visit(id: string, level: number, last: FlowEdge | undefined): void {
    if (placed.has(id)) return;
    placed.add(id);
    const previous = rows.at(-1)?.node;
    // Of several edges, the one that simply follows the plate before needs no word.
    const edge = wiring.incoming(id).find((candidate) => candidate.from.node === previous && wordOf(candidate) === null) ?? last;
    const joined = edge === undefined ? null : edge.from.port === errorPort ? "error" : edge.carries;
    rows.push({ node: id, level: Math.min(level, deepest), joined, edge: edge?.id ?? null, label: labelOf(id, edge) });
    const out = wiring.outgoing(id).toSorted((a, b) => Number(a.from.port === errorPort) - Number(b.from.port === errorPort) || (rank.get(a.to.node) ?? 0) - (rank.get(b.to.node) ?? 0));
    out.forEach((edge, index) => {
      const left = (waiting.get(edge.to.node) ?? 1) - 1;
      waiting.set(edge.to.node, left);
      if (left <= 0) visit(edge.to.node, index === 0 && edge.from.port !== errorPort ? level : level + 1, edge);
    });
  }
  for (const id of order) if (wiring.incoming(id).length === 0) visit(id, 0, undefined);
  for (const id of cyclic) visit(id, 0, undefined);
  return rows;
}
