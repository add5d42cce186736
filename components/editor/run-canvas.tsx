"use client";

import { type ReactFlowInstance, ReactFlowProvider, type Viewport, ViewportPortal } from "@xyflow/react";
import { useMemo, useRef, useState } from "react";
import { classes } from "#components/ui/classes.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { CanvasFrame, ZoomTool } from "./canvas-frame.tsx";
import { groupFrames } from "./groups/group-frames.ts";
import { runStateOf, type StepState } from "./nodes/run-state.ts";
import { nodeHeight, nodeWidth } from "./place-node.ts";
import { createNotesProjector } from "./notes/project-notes.ts";
import { createProjector } from "./project.ts";
import { RegionBedView } from "./region-bed-view.tsx";
import { runEdges } from "./run-edges.ts";

export interface RunCanvasProps {
  /** As it ran. */
  document: FlowDocument;
  nodeTypes: NodeTypes;
  /** Null: it is only drawn, as it would run. */
  steps: readonly StepState[] | null;
  /** The node whose step is shown beside it. */
  selected: string | null;
  onSelect: (node: string | null) => void;
  /** Where it begins, when not with all of the flow. */
  begin?: ((room: { width: number; height: number }) => Viewport) | undefined;
}

/** A flow painted with the states of one run, or with none. Nothing can be changed; a node can be chosen. */
export function RunCanvas({ document, nodeTypes, steps, selected, onSelect, begin }: RunCanvasProps) {
  const [project] = useState(createProjector);
  const [projectNotes] = useState(createNotesProjector);
  const [measured, setMeasured] = useState<ReadonlyMap<string, { width: number; height: number }>>(() => new Map());
  const run = useMemo(() => {
    if (steps === null) return null;
    const byNode = new Map(steps.map((step) => [step.node, step]));
    return { nodes: new Map(steps.map((step) => [step.node, runStateOf(step)])), ...runEdges(document, byNode) };
  }, [document, steps]);
  const { nodes, edges, beds } = useMemo(
    () => project({ document, nodeTypes, issues: [], selectedNodes: selected === null ? [] : [selected], selectedEdges: [], moving: null, measured, ...(run === null ? {} : { run }) }),
    [project, document, nodeTypes, selected, measured, run],
  );
  const frames = useMemo(() => {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    return groupFrames(document.layout.groups, (id) => {
      const node = byId.get(id);
      return node ? { ...node.position, width: node.measured?.width ?? nodeWidth, height: node.measured?.height ?? nodeHeight } : null;
    });
  }, [document.layout.groups, nodes]);
  const box = useRef<HTMLDivElement>(null);
  function open(canvas: Pick<ReactFlowInstance, "setViewport">) {
    if (box.current && begin) void canvas.setViewport(begin({ width: box.current.clientWidth, height: box.current.clientHeight }));
  }
  const notes = useMemo(() => projectNotes({ notes: document.layout.notes, selected: [], edited: null, moving: null, measured }), [projectNotes, document, measured]);
  return (
    <ReactFlowProvider>
      <div ref={box} className={classes("ed-canvas-box", run !== null && "is-run")}>
        <CanvasFrame
          nodes={[...nodes, ...notes]}
          edges={edges}
          nodesDraggable={false}
          nodesConnectable={false}
          edgesFocusable={false}
          preventScrolling={false}
          {...(begin ? { fitView: false, onInit: open } : {})}
          onPaneClick={() => onSelect(null)}
          onNodesChange={(changes) => {
            const sizes = changes.filter((change) => change.type === "dimensions");
            if (sizes.length > 0) setMeasured((old) => new Map([...old, ...sizes.flatMap(({ id, dimensions }) => (dimensions ? [[id, dimensions] as const] : []))]));
            const chosen = changes.find((change) => change.type === "select" && change.selected);
            if (chosen && "id" in chosen && document.nodes.some((node) => node.id === chosen.id)) onSelect(chosen.id);
          }}
        >
          {frames.length === 0 ? null : <ViewportPortal>{frames.map((frame) => <div key={frame.id} className="grp" style={{ width: frame.width, height: frame.height, transform: `translate(${frame.x}px, ${frame.y}px)` }}><span className="grp-title">{frame.title}</span></div>)}</ViewportPortal>}
          <RegionBedView beds={beds} />
          <ZoomTool />
        </CanvasFrame>
      </div>
    </ReactFlowProvider>
  );
}
