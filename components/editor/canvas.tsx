"use client";

import { type EdgeChange, type FinalConnectionState, type NodeChange, type OnConnectStart, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { type KeyboardEvent, memo, type MouseEvent as ReactMouseEvent, useCallback, useMemo, useRef, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { errorPort } from "#lib/flow/node-type.ts";
import type { Position } from "#lib/flow/operations/operation.ts";
import { CanvasFrame, type CanvasFrameProps, type CanvasNode, ZoomTool } from "./canvas-frame.tsx";
import { DropHint } from "./drop/drop-hint.tsx";
import { useDrops } from "./drop/use-drops.ts";
import { EdgeContext, type EdgeActions } from "./edges/edge-context.ts";
import { EdgePlusView, useEdgePlus } from "./edges/edge-plus.tsx";
import { useEditor, useEditorSession } from "./editor-context.tsx";
import type { EditorState, PortAddress, Selection } from "./editor-store.ts";
import { groupFrames } from "./groups/group-frames.ts";
import { GroupFramesView } from "./groups/group-frames-view.tsx";
import { goAlong } from "./navigate/go-along.ts";
import { ConnectingContext } from "./nodes/connecting-context.ts";
import { NoteContext } from "./notes/note-context.ts";
import { createNotesProjector } from "./notes/project-notes.ts";
import { useNoteActions } from "./notes/use-note-actions.ts";
import { gridStep, nodeHeight, nodeWidth } from "./place-node.ts";
import { createProjector, type WireEdge } from "./project.ts";
import { RegionBedView } from "./region-bed-view.tsx";
import { useCalmDocument } from "./use-calm-document.ts";
import { useCanvasView } from "./use-canvas-view.ts";
import { edgeBetween, fittingPorts, whyNotConnect } from "./wiring/connection-rules.ts";

const Minimap = lazyPart(async () => (await import("./navigate/minimap.tsx")).Minimap);

const snapGrid: [number, number] = [gridStep, gridStep];

/** Where a connection began or ended, as the document names it. */
interface Ends {
  source: string | null;
  target: string | null;
  sourceHandle?: string | null | undefined;
  targetHandle?: string | null | undefined;
}

function addresses(ends: Ends): { from: PortAddress; to: PortAddress } {
  return { from: { node: ends.source ?? "", port: ends.sourceHandle ?? "out" }, to: { node: ends.target ?? "", port: ends.targetHandle ?? "in" } };
}

/** Selection after React Flow's changes. */
function selectedAfter(selected: readonly string[], changes: readonly { type: string; id?: string; selected?: boolean }[]): string[] {
  const next = new Set(selected);
  for (const change of changes) {
    if (change.type !== "select" || change.id === undefined) continue;
    if (change.selected) next.add(change.id);
    else next.delete(change.id);
  }
  return [...next];
}

/** Nodes and notes are one kind to React Flow, and two lists in the document. */
function split(ids: readonly string[], document: EditorState["document"]): Pick<Selection, "nodes" | "notes"> {
  const isNote = (id: string): boolean => document.layout.notes?.[id] !== undefined;
  return { nodes: ids.filter((id) => !isNote(id)), notes: ids.filter(isNote) };
}

function toggled(ids: readonly string[], id: string): string[] {
  return ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];
}

function EditingCanvas() {
  const session = useEditorSession();
  const { store } = session;
  const [written, nodeTypes, issues, selection, readOnly, edited, minimap] = useEditor(useShallow((state) => [state.document.layout.notes, state.nodeTypes, state.issues, state.selection, state.readOnly, state.edited, state.minimap] as const));
  const { screenToFlowPosition } = useReactFlow();
  const document = useCalmDocument();
  const box = useRef<HTMLDivElement>(null);
  /** Letting go of a connection is also a click on the canvas, which would close the palette it opened. */
  const connectedAt = useRef(0);
  const [project] = useState(createProjector);
  const [projectNotes] = useState(createNotesProjector);
  const [moving, setMoving] = useState<Readonly<Record<string, Position>> | null>(null);
  const [measured, setMeasured] = useState<ReadonlyMap<string, { width: number; height: number }>>(() => new Map());
  const [fitting, setFitting] = useState<ReadonlySet<string> | null>(null);
  const plus = useEdgePlus();
  const drops = useDrops(box);
  const noteActions = useNoteActions();
  useCanvasView(box, setMoving);

  const { nodes: plates, edges, beds } = useMemo(
    () => project({ document, nodeTypes, issues, selectedNodes: selection.nodes, selectedEdges: selection.edges, moving, measured }),
    [project, document, nodeTypes, issues, selection, moving, measured],
  );
  const notes = useMemo(() => projectNotes({ notes: written, selected: selection.notes, edited, moving, measured }), [projectNotes, written, selection.notes, edited, moving, measured]);
  const nodes = useMemo((): CanvasNode[] => (notes.length === 0 ? plates : [...plates, ...notes]), [plates, notes]);
  const frames = useMemo(() => {
    if (!document.layout.groups) return [];
    const byId = new Map(plates.map((node) => [node.id, node]));
    return groupFrames(document.layout.groups, (id) => {
      const node = byId.get(id);
      return node ? { ...node.position, width: node.measured?.width ?? nodeWidth, height: node.measured?.height ?? nodeHeight } : null;
    });
  }, [document.layout.groups, plates]);

  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    const sizes = changes.filter((change) => change.type === "dimensions");
    if (sizes.length > 0) {
      setMeasured((old) => {
        const next = new Map(old);
        for (const { id, dimensions } of sizes) if (dimensions) next.set(id, dimensions);
        return next;
      });
    }
    const dragged: Record<string, Position> = {};
    const nudged: Record<string, Position> = {};
    for (const change of changes) {
      if (change.type !== "position" || !change.position) continue;
      if (change.dragging) dragged[change.id] = change.position;
      else nudged[change.id] = change.position;
    }
    if (Object.keys(dragged).length > 0) setMoving((old) => ({ ...old, ...dragged }));
    const { document: now, select, selection: before } = store.getState();
    if (Object.keys(nudged).length > 0) {
      moveTo(store, nudged);
      setMoving(null);
    }
    if (changes.some((change) => change.type === "select")) select({ ...split(selectedAfter([...before.nodes, ...before.notes], changes), now), edges: before.edges });
  }, [store]);

  const onEdgesChange = useCallback((changes: EdgeChange<WireEdge>[]) => {
    const { select, selection: before } = store.getState();
    if (changes.some((change) => change.type === "select")) select({ ...before, edges: selectedAfter(before.edges, changes) });
  }, [store]);

  const isValidConnection = useCallback((ends: Ends) => {
    const { from, to } = addresses(ends);
    const { document: now, nodeTypes: types } = store.getState();
    return whyNotConnect(now, types, from, to) === null;
  }, [store]);

  const onConnect = useCallback((ends: Ends) => {
    const { from, to } = addresses(ends);
    const { document: now, nodeTypes: types, dispatch } = store.getState();
    if (whyNotConnect(now, types, from, to) === null) dispatch({ type: "connect", edge: edgeBetween(now, types, from, to) });
  }, [store]);

  const onConnectStart = useCallback<OnConnectStart>((_, { nodeId, handleId, handleType }) => {
    const { document: now, nodeTypes: types } = store.getState();
    box.current?.toggleAttribute("data-error-line", handleId === errorPort);
    if (nodeId && handleType) setFitting(fittingPorts(now, types, { node: nodeId, port: handleId ?? (handleType === "source" ? "out" : "in"), side: handleType }));
  }, [store]);

  const onConnectEnd = useCallback((event: MouseEvent | TouchEvent, connection: FinalConnectionState) => {
    setFitting(null);
    connectedAt.current = event.timeStamp;
    const { fromNode, fromHandle, toNode } = connection;
    const target = event.target instanceof Element ? event.target : null;
    if (toNode || !fromNode || !fromHandle || !target?.closest(".react-flow__pane")) return;
    const point = "changedTouches" in event ? event.changedTouches[0] : event;
    const rect = box.current?.getBoundingClientRect();
    if (!point || !rect) return;
    const side = fromHandle.type;
    const at = screenToFlowPosition({ x: point.clientX, y: point.clientY });
    store.getState().show({
      kind: "palette",
      request: {
        from: { node: fromNode.id, port: fromHandle.id ?? (side === "source" ? "out" : "in"), side },
        at: { x: side === "source" ? at.x : at.x - nodeWidth, y: at.y - 26 },
        anchor: { x: point.clientX - rect.left, y: point.clientY - rect.top },
      },
    });
  }, [store, screenToFlowPosition]);

  const edgeActions = useMemo((): EdgeActions => ({
    remove: (edge) => store.getState().dispatch({ type: "remove", nodes: [], edges: [edge] }),
    insert: (edge, from) => store.getState().show({ kind: "palette", request: { edge, ...(session.view.canvas ? { anchor: session.view.canvas.anchorOf(from) } : {}) } }),
  }), [store, session]);

  /** What React Flow has keys of its own for on a focused node or edge, and what it has none for. */
  function keys(event: KeyboardEvent<HTMLDivElement>) {
    const direction = { ArrowRight: "on", ArrowLeft: "back", ArrowUp: "up", ArrowDown: "down" } as const;
    if (event.target instanceof HTMLElement && event.target.matches("input, textarea")) return;
    const target = event.target instanceof Element ? event.target.closest(".react-flow__node, .react-flow__edge") : null;
    const id = target?.getAttribute("data-id");
    if (event.altKey && event.key in direction) {
      goAlong(session, direction[event.key as keyof typeof direction]);
    } else if (event.key === " " && event.shiftKey && target !== null && target === event.target && id != null) {
      const { document: now, selection: before, select } = store.getState();
      if (before.edges.includes(id) || target.matches(".react-flow__edge")) select({ ...before, edges: toggled(before.edges, id) });
      else select({ ...split(toggled([...before.nodes, ...before.notes], id), now), edges: before.edges });
    } else if (event.key === "Enter" && target !== null && target === event.target && id != null && !readOnly) {
      const { selection: now, show, set } = store.getState();
      if (now.edges.includes(id)) show({ kind: "palette", request: { edge: id } });
      else if (now.notes.includes(id)) set({ edited: id });
      else return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The commands for what was pressed; what is selected already stays selected as a whole. */
  const openMenu = useCallback((event: MouseEvent | ReactMouseEvent, on: { nodes?: string[]; edges?: string[] } | null) => {
    event.preventDefault();
    const { document: now, selection: before, select, show } = store.getState();
    const ids = [...(on?.nodes ?? []), ...(on?.edges ?? [])];
    const isSelected = ids.some((id) => before.nodes.includes(id) || before.edges.includes(id) || before.notes.includes(id));
    if (on && !isSelected) select({ ...split(on.nodes ?? [], now), edges: on.edges ?? [] });
    show({ kind: "menu", anchor: { x: event.clientX, y: event.clientY } });
  }, [store]);

  /** One object as long as it does the same: React Flow draws every node again for a new function. */
  const acts = useMemo((): Partial<CanvasFrameProps> => ({
    onPaneClick: (event) => event.timeStamp - connectedAt.current > 100 && store.getState().show(null),
    onNodeDragStart: () => {
      store.getState().mark();
      store.getState().set({ dragging: true });
    },
    onNodeDrag: (event, node) => drops.dragNode(event, node.id),
    onNodeDragStop: (event, node) => {
      store.getState().mark();
      store.getState().set({ dragging: false });
      drops.letGo(event, node.id);
    },
    ...(readOnly ? {} : { onEdgeMouseEnter: plus.enter, onEdgeMouseLeave: plus.leave }),
    onNodeContextMenu: (event, node) => openMenu(event, { nodes: [node.id] }),
    onEdgeContextMenu: (event, edge) => openMenu(event, { edges: [edge.id] }),
    onSelectionContextMenu: (event) => openMenu(event, null),
    onPaneContextMenu: (event) => openMenu(event, {}),
  }), [store, drops, plus, readOnly, openMenu]);

  return (
    <ConnectingContext value={fitting}>
      <EdgeContext value={readOnly ? null : edgeActions}>
        <NoteContext value={readOnly ? null : noteActions}>
          <div className="ed-canvas-box" ref={box} onDrop={drops.drop} onDragOver={drops.over} onDragLeave={drops.leave} onKeyDownCapture={keys}>
            <CanvasFrame
              nodes={nodes}
              edges={edges}
              onNodesChange={onNodesChange}
              onEdgesChange={onEdgesChange}
              isValidConnection={isValidConnection}
              onConnect={onConnect}
              onConnectStart={onConnectStart}
              onConnectEnd={onConnectEnd}
              {...acts}
              nodesDraggable={!readOnly}
              nodesConnectable={!readOnly}
              connectionRadius={28}
              snapToGrid
              snapGrid={snapGrid}
            >
              <GroupFramesView frames={frames} onMoving={setMoving} />
              <RegionBedView beds={beds} />
              {readOnly ? null : <EdgePlusView plus={plus} onInsert={(edge, event) => edgeActions.insert(edge, event.currentTarget as Element)} />}
              <ZoomTool />
              {minimap ? <Minimap /> : null}
            </CanvasFrame>
            <DropHint />
          </div>
        </NoteContext>
      </EdgeContext>
    </ConnectingContext>
  );
}

/** What React Flow moved, as operations of one mark; keys pressed in a row join it. */
function moveTo(store: ReturnType<typeof useEditorSession>["store"], places: Readonly<Record<string, Position>>): void {
  const { document, dispatch, perform } = store.getState();
  const { nodes, notes } = document.layout;
  const moved = Object.fromEntries(Object.entries(places).filter(([id, to]) => nodes[id] && (nodes[id].x !== to.x || nodes[id].y !== to.y)));
  const carried = Object.fromEntries(Object.entries(places).flatMap(([id, to]) => {
    const note = notes?.[id];
    return note && (note.x !== to.x || note.y !== to.y) ? [[id, { ...note, ...to }] as const] : [];
  }));
  const steps = Object.keys(moved).length;
  const texts = Object.keys(carried).length;
  if (steps > 0 && texts > 0) perform([{ type: "move-nodes", to: moved }, { type: "set-notes", notes: carried }]);
  else if (steps > 0) dispatch({ type: "move-nodes", to: moved }, { history: "squash" });
  else if (texts > 0) dispatch({ type: "set-notes", notes: carried }, { history: "squash" });
}

/** The editor's canvas: a projection of the store's document. Drags and selections go back into the store. */
export const Canvas = memo(function Canvas() {
  return (
    <ReactFlowProvider>
      <EditingCanvas />
    </ReactFlowProvider>
  );
});
