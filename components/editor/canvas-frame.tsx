"use client";

import { Background, BackgroundVariant, ConnectionLineType, type EdgeTypes, type NodeTypes, ReactFlow, type ReactFlowProps, useReactFlow, useStore } from "@xyflow/react";
import { Minus, Plus, Scan } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Wire } from "./edges/wire.tsx";
import { PlateNodeView } from "./nodes/plate-node.tsx";
import { type NoteNode, NoteNodeView } from "./notes/note-node.tsx";
import type { PlateNode, WireEdge } from "./project.ts";

export type CanvasNode = PlateNode | NoteNode;

const nodeTypes: NodeTypes = { plate: PlateNodeView, note: NoteNodeView };
const edgeTypes: EdgeTypes = { wire: Wire };
export const fitOptions = { maxZoom: 1, padding: 0.14, duration: 0 } as const;
const gridStep = 96;
/** Above this many plates, shadows cost more than they say, and wells from further away. */
const manyNodes = 200;

/** What is drawn of a node at a zoom: everything, name only, well only, one block. */
function detailAt(zoom: number, many: boolean): "full" | "compact" | "well" | "block" {
  if (zoom >= 0.7) return "full";
  if (zoom >= 0.4) return "compact";
  return zoom >= (many ? 0.25 : 0.15) ? "well" : "block";
}

/** Writes the level of detail on the canvas, so that CSS changes the plates and React renders nothing. */
function LevelOfDetail() {
  const detail = useStore((state) => detailAt(state.transform[2], state.nodes.length > manyNodes));
  const many = useStore((state) => state.nodes.length > manyNodes);
  const element = useStore((state) => state.domNode);
  useEffect(() => {
    if (!element) return;
    element.dataset["detail"] = detail;
    element.dataset["many"] = String(many);
  }, [element, detail, many]);
  return null;
}

export function ZoomTool() {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const percent = useStore((state) => Math.round(state.transform[2] * 100));
  return (
    <div className="float zoom" role="group" aria-label="Zoom">
      <IconButton label="Zoom out" icon={Minus} onClick={() => void zoomOut()} />
      <span className="data" aria-live="polite">{percent} %</span>
      <IconButton label="Zoom in" icon={Plus} onClick={() => void zoomIn()} />
      <IconButton label="Fit the flow" icon={Scan} onClick={() => void fitView(fitOptions)} />
    </div>
  );
}

const words: NonNullable<ReactFlowProps["ariaLabelConfig"]> = {
  "node.a11yDescription.default": "Press Enter to select, Shift Space to select one more. The arrow keys move a selected step, Delete removes it.",
  "node.a11yDescription.keyboardDisabled": "Press Enter to select.",
  "node.a11yDescription.ariaLiveMessage": ({ direction, x, y }) => `Moved ${direction} to ${Math.round(x)}, ${Math.round(y)}`,
  "edge.a11yDescription.default": "Press Enter to select this connection; Enter again adds a step on it, Delete removes it.",
};

export type CanvasFrameProps = Omit<ReactFlowProps<CanvasNode, WireEdge>, "nodeTypes" | "edgeTypes" | "children"> & { children?: ReactNode };

/** React Flow with the plates, wires, grid and zoom of Millrace; what may be done with them is the caller's. */
export function CanvasFrame({ children, ...props }: CanvasFrameProps) {
  return (
    <ReactFlow<CanvasNode, WireEdge>
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      fitView
      fitViewOptions={fitOptions}
      minZoom={0.05}
      maxZoom={2}
      zoomOnDoubleClick={false}
      connectionLineType={ConnectionLineType.SmoothStep}
      deleteKeyCode={null}
      elevateNodesOnSelect={false}
      attributionPosition="top-right"
      ariaLabelConfig={words}
      {...props}
    >
      <Background variant={BackgroundVariant.Cross} gap={gridStep} size={8} lineWidth={1} color="var(--grid)" />
      <LevelOfDetail />
      {children}
    </ReactFlow>
  );
}
