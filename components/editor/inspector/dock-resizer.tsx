"use client";

import { type KeyboardEvent, type PointerEvent, useRef } from "react";

const least = 180;
const step = 24;

function most(): number {
  return Math.max(least, window.innerHeight - 260);
}

/** As high as it is drawn; a low screen may give it less than it is set to. */
function heightOf(edge: HTMLElement, set: number): number {
  return edge.parentElement?.clientHeight ?? set;
}

/** The inspector's top edge: dragged, or moved with the arrow keys. */
export function DockResizer({ height, onHeight }: { height: number; onHeight: (height: number) => void }) {
  const start = useRef<{ y: number; height: number } | null>(null);
  const set = (next: number) => onHeight(Math.min(most(), Math.max(least, Math.round(next))));
  function move(event: PointerEvent<HTMLDivElement>) {
    if (start.current) set(start.current.height + start.current.y - event.clientY);
  }
  function key(event: KeyboardEvent<HTMLDivElement>) {
    const by = { ArrowUp: step, ArrowDown: -step }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(heightOf(event.currentTarget, height) + by);
  }
  return (
    <div
      className="dock-edge"
      role="separator"
      tabIndex={0}
      aria-label="Height of the inspector"
      aria-orientation="horizontal"
      aria-valuenow={height}
      aria-valuemin={least}
      aria-valuemax={2_000}
      onPointerDown={(event) => {
        start.current = { y: event.clientY, height: heightOf(event.currentTarget, height) };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={move}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={key}
    />
  );
}
