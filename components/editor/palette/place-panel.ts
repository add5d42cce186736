import type { Position } from "#lib/flow/operations/operation.ts";

interface Box extends Position {
  width: number;
  height: number;
}

export interface PanelPlace extends Position {
  maxHeight: number;
  /** In the window's measure instead of the canvas's: the canvas is too low for a list. */
  isOver: boolean;
}

const margin = 12;
const width = 360;
/** As high as a list should be able to become. */
const wanted = 340;
/** A canvas lower than this shows no list one could choose from. */
const leastCanvas = 260;

/**
 * Where a panel goes that is asked for at a point of the canvas: with its corner there, to the left of the point where
 * there is no room at its right, and moved up until what it may grow to is inside.
 * @param canvas where the canvas lies in the window.
 */
export function placePanel(anchor: Position, canvas: Box, window: { width: number; height: number }): PanelPlace {
  const isOver = canvas.height < leastCanvas;
  const [x, y] = isOver ? [anchor.x + canvas.x, anchor.y + canvas.y] : [anchor.x, anchor.y];
  const room = isOver ? window : canvas;
  const right = room.width - width - margin;
  const beside = x <= right ? x : x - width >= margin ? x - width : right;
  const top = Math.max(margin, Math.min(y, room.height - wanted - margin));
  return { x: Math.max(margin, beside), y: top, maxHeight: room.height - top - margin, isOver };
}
