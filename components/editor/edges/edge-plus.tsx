"use client";

import { ViewportPortal } from "@xyflow/react";
import { Plus } from "lucide-react";
import { type MouseEvent, useState } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Position } from "#lib/flow/operations/operation.ts";

/** The edge under the pointer and its middle, in the canvas's own measure. */
interface Hovered extends Position {
  edge: string;
}

/** From the wire to the button there is a gap that the pointer may cross. */
const patience = 160;

export interface EdgePlus {
  hovered: StoreApi<{ at: Hovered | null }>;
  enter(event: MouseEvent, edge: { id: string; selected?: boolean | undefined }): void;
  leave(): void;
  stay(): void;
}

function createEdgePlus(): EdgePlus {
  const hovered = createStore<{ at: Hovered | null }>(() => ({ at: null }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const put = (at: Hovered | null) => {
    if (at !== hovered.getState().at) hovered.setState({ at });
  };
  return {
    hovered,
    stay: () => clearTimeout(timer),
    enter(event, edge) {
      clearTimeout(timer);
      const path = event.currentTarget.querySelector<SVGPathElement>("path.e-hit");
      if (!path || edge.selected) return put(null);
      const [x = 0, y = 0] = (path.dataset["plus"] ?? "").split(" ").map(Number);
      put({ edge: edge.id, x, y });
    },
    leave() {
      clearTimeout(timer);
      timer = setTimeout(() => put(null), patience);
    },
  };
}

/** Which edge offers its +: one at a time, in a store of its own, so that neither edges nor canvas render for it. */
export function useEdgePlus(): EdgePlus {
  return useState(createEdgePlus)[0];
}

/** The + at the middle of the edge that the pointer is on. */
export function EdgePlusView({ plus, onInsert }: { plus: EdgePlus; onInsert: (edge: string, event: MouseEvent) => void }) {
  const hovered = useStore(plus.hovered, ({ at }) => at);
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
