import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Position } from "#lib/flow/operations/operation.ts";

export const nodeWidth = 204;
/** Of a plate with a two-line summary. */
export const nodeHeight = 89;
/** From one column to the next, and from one row to the next. */
const columnStep = 256;
/** More room for the names of ports. */
const namesWidth = 64;
export const rowStep = 120;
export const gridStep = 8;

function snap(value: number): number {
  return Math.round(value / gridStep) * gridStep;
}

function isFree(places: readonly Position[], at: Position): boolean {
  return places.every((place) => Math.abs(place.x - at.x) >= nodeWidth + 24 || Math.abs(place.y - at.y) >= nodeHeight + 16);
}

/** The nearest free place at or below the one wanted, on the grid. */
export function freePlace(document: FlowDocument, wanted: Position): Position {
  const places = Object.values(document.layout.nodes);
  let at: Position = { x: snap(wanted.x), y: snap(wanted.y) };
  while (!isFree(places, at)) at = { x: at.x, y: at.y + rowStep };
  return at;
}

/** Where a node goes that comes after (or before) another; branches and error paths go a row down, and `room` lower still. */
export function placeBeside(document: FlowDocument, id: string, side: "after" | "before", { down, wide, room }: { down: boolean; wide: boolean; room: number }): Position {
  const at = document.layout.nodes[id] ?? { x: 0, y: 0 };
  const step = columnStep + (wide ? namesWidth : 0);
  return freePlace(document, { x: at.x + (side === "after" ? step : -step), y: at.y + (down ? rowStep + room : 0) });
}
