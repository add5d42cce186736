"use client";

import { useReactFlow, ViewportPortal } from "@xyflow/react";
import { type KeyboardEvent, memo, type PointerEvent, useRef } from "react";
import type { Position } from "#lib/flow/operations/operation.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { gridStep } from "../place-node.ts";
import type { GroupFrame } from "./group-frames.ts";

interface Drag {
  pointer: number;
  x: number;
  y: number;
  moved: boolean;
  to: Record<string, Position>;
}

const snap = (value: number): number => Math.round(value / gridStep) * gridStep;

/** Renaming was asked for by a key or a double-click, so the field is where one goes on. */
function takeFocus(input: HTMLInputElement | null): void {
  input?.select();
}

function Title({ frame, onMoving }: { frame: GroupFrame; onMoving: (to: Readonly<Record<string, Position>> | null) => void }) {
  const { store } = useEditorSession();
  const { getZoom } = useReactFlow();
  const readOnly = useEditor((state) => state.readOnly);
  const isEdited = useEditor((state) => state.edited === frame.id);
  const drag = useRef<Drag | null>(null);

  function down(event: PointerEvent<HTMLButtonElement>) {
    if (event.button !== 0 || readOnly) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { pointer: event.pointerId, x: event.clientX, y: event.clientY, moved: false, to: {} };
  }
  function move(event: PointerEvent) {
    const current = drag.current;
    if (!current || event.pointerId !== current.pointer) return;
    if (!current.moved && Math.hypot(event.clientX - current.x, event.clientY - current.y) < 4) return;
    current.moved = true;
    const dx = snap((event.clientX - current.x) / getZoom());
    const dy = snap((event.clientY - current.y) / getZoom());
    const places = store.getState().document.layout.nodes;
    current.to = Object.fromEntries(frame.nodes.flatMap((id) => (places[id] ? [[id, { x: places[id].x + dx, y: places[id].y + dy }]] : [])));
    onMoving(current.to);
  }
  function up() {
    const current = drag.current;
    drag.current = null;
    if (!current?.moved) return;
    store.getState().dispatch({ type: "move-nodes", to: current.to });
    onMoving(null);
  }
  function rename(title: string) {
    const group = store.getState().document.layout.groups?.[frame.id];
    store.getState().set({ edited: null });
    if (group && title.trim() !== "" && title.trim() !== group.title) store.getState().dispatch({ type: "set-groups", groups: { [frame.id]: { ...group, title: title.trim() } } });
  }
  if (isEdited) {
    return (
      <input
        className="grp-input nodrag nopan"
        aria-label="Title of the group"
        maxLength={80}
        defaultValue={frame.title}
        ref={takeFocus}
        onBlur={(event) => rename(event.currentTarget.value)}
        onKeyDown={(event: KeyboardEvent<HTMLInputElement>) => {
          event.stopPropagation();
          if (event.key === "Escape") event.currentTarget.value = frame.title;
          if (event.key === "Escape" || event.key === "Enter") event.currentTarget.blur();
        }}
      />
    );
  }
  return (
    <button
      type="button"
      className="grp-title nodrag nopan"
      title={readOnly ? undefined : "Drag to move what is in it; double-click to rename"}
      aria-label={`Group ${frame.title}, ${frame.nodes.length} ${frame.nodes.length === 1 ? "step" : "steps"}`}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onClick={() => store.getState().select({ nodes: frame.nodes })}
      onDoubleClick={() => !readOnly && store.getState().set({ edited: frame.id })}
    >
      {frame.title}
    </button>
  );
}

/** Titled frames under the nodes of each group. The title is its handle: click selects what is in it, dragging moves it. */
export const GroupFramesView = memo(function GroupFramesView({ frames, onMoving }: { frames: readonly GroupFrame[]; onMoving: (to: Readonly<Record<string, Position>> | null) => void }) {
  if (frames.length === 0) return null;
  return (
    <ViewportPortal>
      {frames.map((frame) => (
        <div key={frame.id} className="grp" style={{ width: frame.width, height: frame.height, transform: `translate(${frame.x}px, ${frame.y}px)` }}>
          <Title frame={frame} onMoving={onMoving} />
        </div>
      ))}
    </ViewportPortal>
  );
});
