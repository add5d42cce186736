import { type CSSProperties, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { classes } from "#components/ui/classes.ts";
import type { Position } from "#lib/flow/operations/operation.ts";
import { placePanel, type PanelPlace } from "./place-panel.ts";

/** Spread these on a panel that opens at a point of the canvas; without a point it stands at the canvas's corner. */
export function usePanelPlace(anchor: Position | undefined): { ref: RefObject<HTMLElement | null>; className: string; style: CSSProperties | undefined } {
  const ref = useRef<HTMLElement>(null);
  const [place, setPlace] = useState<PanelPlace | null>(null);
  useLayoutEffect(() => {
    const canvas = ref.current?.parentElement;
    if (!canvas || !anchor) return undefined;
    const measure = () => setPlace(placePanel(anchor, canvas.getBoundingClientRect(), { width: window.innerWidth, height: window.innerHeight }));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(canvas);
    return () => watch.disconnect();
  }, [anchor]);
  return {
    ref,
    className: classes("cmd ed-panel", anchor && "is-at", anchor && place?.isOver && "is-over"),
    style: anchor && place ? ({ "--x": `${place.x}px`, "--y": `${place.y}px`, "--most": `${place.maxHeight}px` } as CSSProperties) : undefined,
  };
}
