import { useReactFlow } from "@xyflow/react";
import { type DragEvent, type MouseEvent as ReactMouseEvent, type RefObject, type TouchEvent as ReactTouchEvent, useCallback, useMemo } from "react";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import type { NodeType } from "#lib/flow/node-type.ts";
import { useEditorSession } from "../editor-context.tsx";
import { insertNode } from "../insert-node.ts";
import { insertOnEdge } from "../insert-on-edge.ts";
import { draggedType } from "../palette/dragged-type.ts";
import { nodeWidth } from "../place-node.ts";
import { hintDrop } from "./drop-hint.tsx";
import { dropTargetAt, type DropTarget, isLoose } from "./drop-target.ts";

function pointOf(event: ReactMouseEvent | MouseEvent | TouchEvent | ReactTouchEvent): { clientX: number; clientY: number } | undefined {
  return "changedTouches" in event ? event.changedTouches[0] : event;
}

export interface Drops {
  over(event: DragEvent<HTMLDivElement>): void;
  leave(event: DragEvent<HTMLDivElement>): void;
  drop(event: DragEvent<HTMLDivElement>): void;
  /** A node of the canvas is being dragged, or was let go. */
  dragNode(event: ReactMouseEvent | MouseEvent | TouchEvent, id: string): void;
  letGo(event: ReactMouseEvent | MouseEvent | TouchEvent, id: string): void;
}

/** What dropping means: on an edge it inserts, on a node it offers to replace, elsewhere it adds. */
export function useDrops(box: RefObject<HTMLDivElement | null>): Drops {
  const session = useEditorSession();
  const { store, view } = session;
  const { screenToFlowPosition } = useReactFlow();

  const land = useCallback((what: NodeType | FlowNode, target: DropTarget, clientX: number, clientY: number): boolean => {
    const { document, nodeTypes, perform, select, show } = store.getState();
    if (target.kind === "edge") {
      const inserted = insertOnEdge(document, nodeTypes, target.id, what);
      if (!inserted) return false;
      perform(inserted.operations);
      show(null);
      select({ nodes: [inserted.id] });
      return true;
    }
    const rect = box.current?.getBoundingClientRect();
    const at = screenToFlowPosition({ x: clientX, y: clientY });
    show({
      kind: "drop", onto: target.id, what: "kind" in what ? { type: what.type } : { node: what.id },
      at: { x: at.x - nodeWidth / 2, y: at.y - 26 }, anchor: { x: clientX - (rect?.left ?? 0), y: clientY - (rect?.top ?? 0) },
    });
    return true;
  }, [store, box, screenToFlowPosition]);

  const hint = useCallback((target: DropTarget | null) => hintDrop(store.getState(), target, box.current?.getBoundingClientRect()), [store, box]);

  const over = useCallback((event: DragEvent<HTMLDivElement>) => {
    if (!event.dataTransfer.types.includes(draggedType)) return;
    event.preventDefault();
    const state = store.getState();
    const type = state.nodeTypes.get(view.dragged ?? "");
    hint(type ? dropTargetAt(state, type, event.clientX, event.clientY) : null);
  }, [store, view, hint]);

  const leave = useCallback((event: DragEvent<HTMLDivElement>) => {
    if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) hint(null);
  }, [hint]);

  const drop = useCallback((event: DragEvent<HTMLDivElement>) => {
    hint(null);
    const state = store.getState();
    const type = state.nodeTypes.get(event.dataTransfer.getData(draggedType));
    if (!type || state.readOnly) return;
    event.preventDefault();
    const target = dropTargetAt(state, type, event.clientX, event.clientY);
    if (target && land(type, target, event.clientX, event.clientY)) return;
    const at = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const { operation, id } = insertNode(state.document, state.nodeTypes, type, { at: { x: at.x - nodeWidth / 2, y: at.y - 26 } });
    state.dispatch(operation);
    state.select({ nodes: [id] });
    state.show(null);
  }, [store, land, hint, screenToFlowPosition]);

  const looseNode = useCallback((id: string): FlowNode | undefined => {
    const state = store.getState();
    if (state.readOnly || state.selection.nodes.length > 1 || !isLoose(state, id)) return undefined;
    const node = state.document.nodes.find((candidate) => candidate.id === id);
    return node && state.nodeTypes.get(node.type)?.kind !== "trigger" ? node : undefined;
  }, [store]);

  const dragNode = useCallback((event: ReactMouseEvent | MouseEvent | TouchEvent, id: string) => {
    const node = looseNode(id);
    const point = pointOf(event);
    if (node && point) hint(dropTargetAt(store.getState(), node, point.clientX, point.clientY));
  }, [store, looseNode, hint]);

  const letGo = useCallback((event: ReactMouseEvent | MouseEvent | TouchEvent, id: string) => {
    hint(null);
    const node = looseNode(id);
    const point = pointOf(event);
    const target = node && point ? dropTargetAt(store.getState(), node, point.clientX, point.clientY) : null;
    if (node && point && target) land(node, target, point.clientX, point.clientY);
  }, [store, looseNode, land, hint]);

  return useMemo(() => ({ over, leave, drop, dragNode, letGo }), [over, leave, drop, dragNode, letGo]);
}
