import type { Viewport } from "@xyflow/react";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { nodeHeight, nodeWidth } from "./place-node.ts";

const edge = 28;
/** Names can be read from here on (plates are compact from 40 %). */
const leastZoom = 0.44;
/** Of a note, whose height only the browser knows. */
const noteHeight = 64;

/** Where a canvas begins that is only looked at: all of the flow, or, where that would be too small to read, its beginning. */
export function startViewport({ nodes, layout }: Pick<FlowDocument, "nodes" | "layout">, room: { width: number; height: number }): Viewport {
  const boxes = [
    ...nodes.map(({ id }) => ({ x: 0, y: 0, ...layout.nodes[id], width: nodeWidth, height: nodeHeight })),
    ...Object.values(layout.notes ?? {}).map(({ x, y, width }) => ({ x, y, width, height: noteHeight })),
  ];
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const [width, height] = [Math.max(...boxes.map((box) => box.x + box.width)) - left, Math.max(...boxes.map((box) => box.y + box.height)) - top];
  const fitting = Math.min((room.width - 2 * edge) / width, (room.height - 2 * edge) / height);
  const zoom = Math.max(leastZoom, Math.min(1, fitting));
  const inset = (space: number, length: number) => Math.max(edge, (space - length * zoom) / 2);
  return { x: inset(room.width, width) - left * zoom, y: inset(room.height, height) - top * zoom, zoom };
}
