import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Position } from "#lib/flow/operations/operation.ts";

export const nodeWidth = 204;
/** Of a plate with a two-line summary. */
export const nodeHeight = 89;
/** From one column to the next, and from one row to the next. */
export const columnStep = 256;
/** More room for the names of ports. */
export const namesWidth = 64;
export const rowStep = 120;
export const gridStep = 8;

function snap(value: number): number {
  return Math.round(value / gridStep) * gridStep;
}

/** How high each plate is at least; one with several ports is higher than others. */
export type Heights = (node: string) => number;

/** The nearest free place at or below the one wanted, on the grid. */
export function freePlace(document: FlowDocument, heights: Heights, wanted: Position): Position {
  const plates = Object.entries(document.layout.nodes).map(([id, at]) => ({ ...at, height: heights(id) }));
  const isFree = (at: Position): boolean => plates.every((plate) => Math.abs(plate.x - at.x) >= nodeWidth + 24 || plate.y - at.y >= nodeHeight + 16 || at.y - plate.y >= plate.height + 16);
  let at: Position = { x: snap(wanted.x), y: snap(wanted.y) };
  while (!isFree(at)) at = { x: at.x, y: at.y + rowStep };
  return at;
}

/** Where a node goes that comes after (or before) another; branches and error paths go a row down, and `room` lower still. */
export function placeBeside(document: FlowDocument, heights: Heights, id: string, side: "after" | "before", { down, wide, room }: { down: boolean; wide: boolean; room: number }): Position {
  const at = document.layout.nodes[id] ?? { x: 0, y: 0 };
  const step = columnStep + (wide ? namesWidth : 0);
  return freePlace(document, heights, { x: at.x + (side === "after" ? step : -step), y: at.y + (down ? rowStep + room : 0) });
}
