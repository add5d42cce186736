import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { nodeHeight, nodeWidth } from "./place-node.ts";

export interface FlowBounds {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Of a note, whose height only the browser knows. */
const noteHeight = 64;

/** What a flow takes of the canvas, its notes included. */
export function flowBounds({ nodes, layout }: Pick<FlowDocument, "nodes" | "layout">): FlowBounds {
  const boxes = [
    ...nodes.map(({ id }) => ({ x: 0, y: 0, ...layout.nodes[id], width: nodeWidth, height: nodeHeight })),
    ...Object.values(layout.notes ?? {}).map(({ x, y, width }) => ({ x, y, width, height: noteHeight })),
  ];
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  return { left, top, width: Math.max(...boxes.map((box) => box.x + box.width)) - left, height: Math.max(...boxes.map((box) => box.y + box.height)) - top };
}
