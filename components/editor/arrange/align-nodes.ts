import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { Operation, Position } from "#lib/flow/operations/operation.ts";
import { heightsOf } from "../heights-of.ts";
import { gridStep, nodeWidth } from "../place-node.ts";

export type Alignment = "left" | "center" | "right" | "top" | "middle" | "bottom" | "spread-across" | "spread-down";

interface Box extends Position {
  id: string;
  height: number;
}

const snap = (value: number): number => Math.round(value / gridStep) * gridStep;

/** Equal room between them; the outermost two stay. */
function spread(boxes: readonly Box[], axis: "x" | "y"): Map<string, Position> {
  const size = (box: Box): number => (axis === "x" ? nodeWidth : box.height);
  const sorted = boxes.toSorted((a, b) => a[axis] - b[axis]);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (!first || !last) return new Map();
  const room = last[axis] - first[axis] - sorted.slice(0, -1).reduce((sum, box) => sum + size(box), 0);
  const gap = room / (sorted.length - 1);
  const places = new Map<string, Position>();
  let at = first[axis];
  for (const box of sorted) {
    places.set(box.id, { x: box.x, y: box.y, [axis]: box === last ? box[axis] : snap(at) });
    at += size(box) + gap;
  }
  return places;
}

/** Selected nodes in line, or evenly apart. Their middles are those of the plates' least heights, on the grid. */
export function alignNodes(document: FlowDocument, types: NodeTypes, selected: readonly string[], alignment: Alignment): Operation {
  const heights = heightsOf(document, types);
  const boxes = selected.flatMap((id): Box[] => (document.layout.nodes[id] ? [{ id, ...document.layout.nodes[id], height: heights(id) }] : []));
  if (alignment === "spread-across" || alignment === "spread-down") return { type: "move-nodes", to: Object.fromEntries(spread(boxes, alignment === "spread-across" ? "x" : "y")) };
  const left = Math.min(...boxes.map((box) => box.x));
  const right = Math.max(...boxes.map((box) => box.x));
  const top = Math.min(...boxes.map((box) => box.y));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  const place = (box: Box): Position => {
    switch (alignment) {
      case "left":
        return { x: left, y: box.y };
      case "center":
        return { x: snap((left + right) / 2), y: box.y };
      case "right":
        return { x: right, y: box.y };
      case "top":
        return { x: box.x, y: top };
      case "middle":
        return { x: box.x, y: snap((top + bottom - box.height) / 2) };
      case "bottom":
        return { x: box.x, y: snap(bottom - box.height) };
    }
  };
  return { type: "move-nodes", to: Object.fromEntries(boxes.map((box) => [box.id, place(box)])) };
}
