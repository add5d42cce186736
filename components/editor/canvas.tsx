"use client";

import { type FinalConnectionState, type NodeChange, type EdgeChange, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import type { Position } from "#lib/flow/operations/operation.ts";
import { CanvasFrame, fitOptions, ZoomTool } from "./canvas-frame.tsx";
import { RemoveEdgeContext } from "./edges/remove-edge-context.ts";
import { useEditor, useEditorSession } from "./editor-context.tsx";
import type { PortAddress } from "./editor-store.ts";
import { insertNode } from "./insert-node.ts";
import { ConnectingContext } from "./nodes/connecting-context.ts";
import { gridStep, nodeHeight, nodeWidth } from "./place-node.ts";
import { draggedType } from "./palette/dragged-type.ts";
import { useCalmDocument } from "./use-calm-document.ts";
import { createProjector, type PlateNode, type WireEdge } from "./project.ts";
import { RegionBedView } from "./region-bed-view.tsx";
import { edgeBetween, fittingPorts, whyNotConnect } from "./wiring/connection-rules.ts";

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

/** How far to move a stretch so that it lies between two bounds; its start wins when it is too long. */
function inward(start: number, length: number, least: number, most: number): number {
  if (start < least) return least - start;
  return start + length > most ? Math.max(most - length, least) - start : 0;
}

function EditingCanvas() {
  const session = useEditorSession();
  const { store } = session;
  const [nodeTypes, issues, selection, readOnly] = useEditor(useShallow((state) => [state.nodeTypes, state.issues, state.selection, state.readOnly] as const));
  const { screenToFlowPosition, zoomIn, zoomOut, fitView, getViewport, setViewport } = useReactFlow();
  const document = useCalmDocument();
  const box = useRef<HTMLDivElement>(null);
  /** Letting go of a connection is also a click on the canvas, which would close the palette it opened. */
  const connectedAt = useRef(0);
  const [project] = useState(createProjector);
  const [moving, setMoving] = useState<Readonly<Record<string, Position>> | null>(null);
  const [measured, setMeasured] = useState<ReadonlyMap<string, { width: number; height: number }>>(() => new Map());
  const [fitting, setFitting] = useState<ReadonlySet<string> | null>(null);

  const { nodes, edges, beds } = useMemo(
    () => project({ document, nodeTypes, issues, selectedNodes: selection.nodes, selectedEdges: selection.edges, moving, measured }),
    [project, document, nodeTypes, issues, selection, moving, measured],
  );

  useEffect(() => {
    const { view } = session;
    view.canvas = {
      zoomIn: () => void zoomIn(),
      zoomOut: () => void zoomOut(),
      fit: () => void fitView(fitOptions),
      keepVisible(id) {
        requestAnimationFrame(() => {
          const at = store.getState().document.layout.nodes[id];
          const rect = box.current?.getBoundingClientRect();
          if (!at || !rect) return;
          const { x, y, zoom } = getViewport();
          const dx = inward(x + at.x * zoom, nodeWidth * zoom, 24, rect.width - 24);
          const dy = inward(y + at.y * zoom, nodeHeight * zoom, 24, rect.height - 64);
          if (dx !== 0 || dy !== 0) void setViewport({ x: x + dx, y: y + dy, zoom });
        });
      },
      focus(id) {
        requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }));
      },
      middle() {
        const rect = box.current?.getBoundingClientRect();
        return rect ? screenToFlowPosition({ x: rect.left + rect.width / 2 - nodeWidth / 2, y: rect.top + rect.height / 2 - nodeHeight / 2 }) : { x: 0, y: 0 };
      },
    };
    return () => {
      view.canvas = null;
    };
  }, [session, store, zoomIn, zoomOut, fitView, getViewport, setViewport, screenToFlowPosition]);

  const onNodesChange = useCallback((changes: NodeChange<PlateNode>[]) => {
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
    const { document: now, dispatch, select, selection: before } = store.getState();
    const moved = Object.fromEntries(Object.entries(nudged).filter(([id, to]) => now.layout.nodes[id]?.x !== to.x || now.layout.nodes[id]?.y !== to.y));
    if (Object.keys(moved).length > 0) dispatch({ type: "move-nodes", to: moved }, { history: "squash" });
    if (Object.keys(nudged).length > 0) setMoving(null);
    if (changes.some((change) => change.type === "select")) select({ nodes: selectedAfter(before.nodes, changes), edges: before.edges });
  }, [store]);

  const onEdgesChange = useCallback((changes: EdgeChange<WireEdge>[]) => {
    const { select, selection: before } = store.getState();
    if (changes.some((change) => change.type === "select")) select({ nodes: before.nodes, edges: selectedAfter(before.edges, changes) });
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

  function drop(event: DragEvent<HTMLDivElement>) {
    const { document: now, nodeTypes: types, dispatch, select, show, readOnly: locked } = store.getState();
    const type = types.get(event.dataTransfer.getData(draggedType));
    if (!type || locked) return;
    event.preventDefault();
    const at = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const { operation, id } = insertNode(now, types, type, { at: { x: at.x - nodeWidth / 2, y: at.y - 26 } });
    dispatch(operation);
    select({ nodes: [id] });
    show(null);
  }

  const removeEdge = useCallback((edge: string) => store.getState().dispatch({ type: "remove", nodes: [], edges: [edge] }), [store]);

  return (
    <ConnectingContext value={fitting}>
      <RemoveEdgeContext value={readOnly ? null : removeEdge}>
        <div className="ed-canvas-box" ref={box} onDrop={drop} onDragOver={(event) => event.dataTransfer.types.includes(draggedType) && event.preventDefault()}>
          <CanvasFrame
            nodes={nodes}
            edges={edges}
            onNodesChange={onNodesChange}
            onEdgesChange={onEdgesChange}
            isValidConnection={isValidConnection}
            onConnect={onConnect}
            onConnectStart={(_, { nodeId, handleId, handleType }) => {
              const { document: now, nodeTypes: types } = store.getState();
              if (nodeId && handleType) setFitting(fittingPorts(now, types, { node: nodeId, port: handleId ?? (handleType === "source" ? "out" : "in"), side: handleType }));
            }}
            onConnectEnd={onConnectEnd}
            onPaneClick={(event) => event.timeStamp - connectedAt.current > 100 && store.getState().show(null)}
            onNodeDragStart={() => store.getState().mark()}
            onNodeDragStop={() => store.getState().mark()}
            nodesDraggable={!readOnly}
            nodesConnectable={!readOnly}
            connectionRadius={28}
            snapToGrid
            snapGrid={[gridStep, gridStep]}
          >
            <RegionBedView beds={beds} />
            <ZoomTool />
          </CanvasFrame>
        </div>
      </RemoveEdgeContext>
    </ConnectingContext>
  );
}

/** The editor's canvas: a projection of the store's document. Drags and selections go back into the store. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <EditingCanvas />
    </ReactFlowProvider>
  );
}
