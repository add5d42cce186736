import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { walkOrder } from "../project.ts";
import { wiringOf } from "../wiring/wiring.ts";

export type Direction = "on" | "back" | "up" | "down";

/** The node one comes to from another: along an edge, or to the nearest above or below; from nowhere, where the flow begins. */
export function neighbourOf(document: FlowDocument, types: NodeTypes, from: string | null, direction: Direction): string | null {
  if (from === null) return walkOrder(document)[0] ?? null;
  const places = document.layout.nodes;
  const here = places[from] ?? { x: 0, y: 0 };
  if (direction === "on" || direction === "back") {
    const wiring = wiringOf(document, types);
    const edges = direction === "on" ? wiring.outgoing(from) : wiring.incoming(from);
    const ports = wiring.outputs(from).map((port) => port.id);
    const ids = edges.toSorted((a, b) => (direction === "on" ? ports.indexOf(a.from.port) - ports.indexOf(b.from.port) : 0)).map((edge) => (direction === "on" ? edge.to.node : edge.from.node));
    return ids[0] ?? null;
  }
  let best: { id: string; far: number } | null = null;
  for (const node of document.nodes) {
    const at = places[node.id];
    if (node.id === from || !at) continue;
    const down = direction === "down" ? at.y - here.y : here.y - at.y;
    // Sideways counts more than down, so that one stays in the column.
    const far = down + Math.abs(at.x - here.x) * 2;
    if (down > 0 && (best === null || far < best.far)) best = { id: node.id, far };
  }
  return best?.id ?? null;
}
