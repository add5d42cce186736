import type { Viewport } from "@xyflow/react";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { flowBounds } from "./flow-bounds.ts";

const edge = 28;
/** Names can be read from here on (plates are compact from 40 %). */
const leastZoom = 0.44;

/** Where a canvas begins that is only looked at: all of the flow, or, where that would be too small to read, its beginning. */
export function startViewport(document: Pick<FlowDocument, "nodes" | "layout">, room: { width: number; height: number }): Viewport {
  const { left, top, width, height } = flowBounds(document);
  const fitting = Math.min((room.width - 2 * edge) / width, (room.height - 2 * edge) / height);
  const zoom = Math.max(leastZoom, Math.min(1, fitting));
  const inset = (space: number, length: number) => Math.max(edge, (space - length * zoom) / 2);
  return { x: inset(room.width, width) - left * zoom, y: inset(room.height, height) - top * zoom, zoom };
}
