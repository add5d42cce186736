"use client";

import { ViewportPortal } from "@xyflow/react";
import { Plus } from "lucide-react";
import { type MouseEvent, useCallback, useRef, useState } from "react";
import type { Position } from "#lib/flow/operations/operation.ts";

/** The edge under the pointer and its middle, in the canvas's own measure. */
interface Hovered extends Position {
  edge: string;
}

/** From the wire to the button there is a gap that the pointer may cross. */
const patience = 160;

export interface EdgePlus {
  hovered: Hovered | null;
  enter(event: MouseEvent, edge: { id: string; selected?: boolean | undefined }): void;
  leave(): void;
  stay(): void;
}

/** Which edge offers its +: one at a time, so that a thousand edges render nothing for it. */
export function useEdgePlus(): EdgePlus {
  const [hovered, setHovered] = useState<Hovered | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stay = useCallback(() => clearTimeout(timer.current), []);
  const enter = useCallback((event: MouseEvent, edge: { id: string; selected?: boolean | undefined }) => {
    clearTimeout(timer.current);
    const path = event.currentTarget.querySelector<SVGPathElement>("path.e-hit");
    if (!path || edge.selected) return setHovered(null);
    const middle = path.getPointAtLength(path.getTotalLength() / 2);
    setHovered({ edge: edge.id, x: middle.x, y: middle.y });
  }, []);
  const leave = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setHovered(null), patience);
  }, []);
  return { hovered, enter, leave, stay };
}

/** The + at the middle of the edge that the pointer is on. */
export function EdgePlusView({ plus, onInsert }: { plus: EdgePlus; onInsert: (edge: string, event: MouseEvent) => void }) {
  const { hovered } = plus;
  if (!hovered) return null;
  return (
    <ViewportPortal>
      <button
        type="button"
        tabIndex={-1}
        className="e-plus nodrag nopan"
        aria-label="Add a step here"
        title="Add a step here"
        style={{ transform: `translate(-50%, -50%) translate(${hovered.x}px, ${hovered.y}px)` }}
        onMouseEnter={plus.stay}
        onMouseLeave={plus.leave}
        onClick={(event) => onInsert(hovered.edge, event)}
      >
        <Plus className="ic" aria-hidden />
      </button>
    </ViewportPortal>
  );
}
