import { useReactFlow } from "@xyflow/react";
import { type RefObject, useEffect } from "react";
import type { Position } from "#lib/flow/operations/operation.ts";
import { fitOptions } from "./canvas-frame.tsx";
import { useEditorSession } from "./editor-context.tsx";
import { heightsOf } from "./heights-of.ts";
import { nodeHeight, nodeWidth } from "./place-node.ts";

/** As long as canvas moves take in the design. */
const glideMs = 280;
/** The tools along the lower edge, and a little air. */
const toolsHeight = 64;
/** A press that moves less is a click. */
const clickSlack = 4;
/** More plates than this jump: moving them all costs frames. */
const mostGliding = 200;

/** How far to move a stretch so that it lies between two bounds; its start wins when it is too long. */
function inward(start: number, length: number, least: number, most: number): number {
  if (start < least) return least - start;
  return start + length > most ? Math.max(most - length, least) - start : 0;
}

function easeOut(part: number): number {
  return 1 - (1 - part) ** 3;
}

/** What commands may ask of the canvas, while it is shown. */
export function useCanvasView(box: RefObject<HTMLDivElement | null>, setMoving: (to: Readonly<Record<string, Position>> | null) => void): void {
  const session = useEditorSession();
  const { store } = session;
  const { screenToFlowPosition, zoomIn, zoomOut, fitView, getViewport, setViewport, setCenter } = useReactFlow();
  useEffect(() => {
    const { view } = session;
    let frame = 0;
    let inputs = 0;
    const count = () => {
      inputs += 1;
    };
    window.addEventListener("keydown", count, true);
    window.addEventListener("pointerdown", count, true);
    /** While something of the canvas is held it stays under the hand; a mere click lets the view move after it. */
    let held: { x: number; y: number; wanted: string | null } | null = null;
    const press = ({ target, clientX, clientY }: PointerEvent) => {
      if (target instanceof Node && box.current?.contains(target)) held = { x: clientX, y: clientY, wanted: null };
    };
    const release = ({ clientX, clientY }: PointerEvent) => {
      const was = held;
      held = null;
      if (was?.wanted != null && Math.hypot(clientX - was.x, clientY - was.y) < clickSlack) bringInto(was.wanted);
    };
    const bringInto = (id: string) => {
      const { document, nodeTypes } = store.getState();
      const at = document.layout.nodes[id];
      const rect = box.current?.getBoundingClientRect();
      if (!at || !rect) return;
      if (held) {
        held.wanted = id;
        return;
      }
      const { x, y, zoom } = getViewport();
      const height = heightsOf(document, nodeTypes)(id);
      const dx = inward(x + at.x * zoom, nodeWidth * zoom, 24, rect.width - 24);
      const dy = inward(y + at.y * zoom, height * zoom, 24, rect.height - toolsHeight);
      if (dx !== 0 || dy !== 0) void setViewport({ x: x + dx, y: y + dy, zoom });
    };
    // The inspector, its edge and notices take room from the canvas, and the chosen step may lie under them.
    let heightBefore = box.current?.clientHeight ?? 0;
    const watch = new ResizeObserver(() => {
      const { clientHeight = 0 } = box.current ?? {};
      const [chosen, ...others] = store.getState().selection.nodes;
      if (clientHeight < heightBefore && chosen !== undefined && others.length === 0) bringInto(chosen);
      heightBefore = clientHeight;
    });
    if (box.current) watch.observe(box.current);
    window.addEventListener("pointerdown", press, true);
    window.addEventListener("pointerup", release, true);
    window.addEventListener("pointercancel", release, true);
    const find = (selector: string) => box.current?.querySelector<HTMLElement>(selector);
    view.canvas = {
      zoomIn: () => void zoomIn(),
      zoomOut: () => void zoomOut(),
      fit: () => void fitView(fitOptions),
      keepVisible(id) {
        requestAnimationFrame(() => bringInto(id));
      },
      focus(id) {
        // A plate that was just added, or that lies outside of the view, is drawn a frame or two later.
        let tries = 6;
        const before = document.activeElement;
        const then = inputs;
        const attempt = () => {
          // Whoever has gone on to a field meanwhile stays there.
          const now = document.activeElement;
          if (inputs !== then && now !== before && now !== document.body) return;
          const element = find(`:is(.react-flow__node, .react-flow__edge)[data-id="${CSS.escape(id)}"]`);
          if (element) element.focus({ preventScroll: true });
          else if ((tries -= 1) > 0) requestAnimationFrame(attempt);
        };
        requestAnimationFrame(attempt);
      },
      reveal(at) {
        const { zoom } = getViewport();
        void setCenter(at.x + nodeWidth / 2, at.y + nodeHeight / 2, { zoom: Math.max(zoom, 0.7), duration: 0 });
      },
      middle() {
        const rect = box.current?.getBoundingClientRect();
        return rect ? screenToFlowPosition({ x: rect.left + rect.width / 2 - nodeWidth / 2, y: rect.top + rect.height / 2 - nodeHeight / 2 }) : { x: 0, y: 0 };
      },
      anchorOf(element) {
        const rect = box.current?.getBoundingClientRect();
        const at = element.getBoundingClientRect();
        return rect ? { x: at.left - rect.left, y: at.bottom - rect.top + 6 } : { x: 12, y: 12 };
      },
      glide(before) {
        cancelAnimationFrame(frame);
        const goal = store.getState().document.layout.nodes;
        const moved = Object.entries(before).filter(([id, at]) => goal[id] && (goal[id].x !== at.x || goal[id].y !== at.y));
        if (moved.length === 0 || moved.length > mostGliding || window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
        const start = performance.now();
        const step = (now: number) => {
          const part = Math.min(1, Math.max(0, now - start) / glideMs);
          const way = easeOut(part);
          setMoving(part === 1 ? null : Object.fromEntries(moved.map(([id, at]) => [id, { x: at.x + ((goal[id]?.x ?? at.x) - at.x) * way, y: at.y + ((goal[id]?.y ?? at.y) - at.y) * way }])));
          if (part < 1) frame = requestAnimationFrame(step);
        };
        setMoving(Object.fromEntries(moved));
        frame = requestAnimationFrame(step);
      },
    };
    return () => {
      cancelAnimationFrame(frame);
      watch.disconnect();
      window.removeEventListener("pointerdown", press, true);
      window.removeEventListener("pointerup", release, true);
      window.removeEventListener("pointercancel", release, true);
      window.removeEventListener("keydown", count, true);
      window.removeEventListener("pointerdown", count, true);
      view.canvas = null;
      // A drag ends with the canvas that it was on.
      store.getState().set({ dragging: false });
    };
  }, [session, store, box, setMoving, zoomIn, zoomOut, fitView, getViewport, setViewport, setCenter, screenToFlowPosition]);
}
