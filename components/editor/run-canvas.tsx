"use client";

import { ReactFlowProvider } from "@xyflow/react";
import { useMemo, useState } from "react";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { errorPort, type NodeTypes } from "#lib/flow/node-type.ts";
import { CanvasFrame, ZoomTool } from "./canvas-frame.tsx";
import { runStateOf, type StepState } from "./nodes/run-state.ts";
import { createProjector } from "./project.ts";

export interface RunCanvasProps {
  /** As it ran. */
  document: FlowDocument;
  nodeTypes: NodeTypes;
  steps: readonly StepState[];
  /** The node whose step is shown beside it. */
  selected: string | null;
  onSelect: (node: string | null) => void;
}

/** Edges a run went along: the port a step took; where none is told, any edge to a step that was not skipped. */
function takenEdges(document: FlowDocument, steps: ReadonlyMap<string, StepState>): Set<string> {
  const taken = new Set<string>();
  for (const edge of document.edges) {
    const from = steps.get(edge.from.node);
    const to = steps.get(edge.to.node);
    if (!from || from.status === "skipped") continue;
    const settled = from.status === "succeeded" || from.status === "failed";
    const port = from.port ?? (from.status === "failed" ? errorPort : null);
    const along = port === null ? to !== undefined && to.status !== "skipped" : port === edge.from.port;
    if (settled && along) taken.add(edge.id);
  }
  return taken;
}

/** A flow painted with the states of one run. Nothing can be changed; a node can be chosen. */
export function RunCanvas({ document, nodeTypes, steps, selected, onSelect }: RunCanvasProps) {
  const [project] = useState(createProjector);
  const [measured, setMeasured] = useState<ReadonlyMap<string, { width: number; height: number }>>(() => new Map());
  const run = useMemo(() => {
    const byNode = new Map(steps.map((step) => [step.node, step]));
    return { nodes: new Map(steps.map((step) => [step.node, runStateOf(step)])), taken: takenEdges(document, byNode) };
  }, [document, steps]);
  const { nodes, edges } = useMemo(
    () => project({ document, nodeTypes, issues: [], selectedNodes: selected === null ? [] : [selected], selectedEdges: [], moving: null, measured, run }),
    [project, document, nodeTypes, selected, measured, run],
  );
  return (
    <ReactFlowProvider>
      <div className="ed-canvas-box is-run">
        <CanvasFrame
          nodes={nodes}
          edges={edges}
          nodesDraggable={false}
          nodesConnectable={false}
          edgesFocusable={false}
          preventScrolling={false}
          onPaneClick={() => onSelect(null)}
          onNodesChange={(changes) => {
            const sizes = changes.filter((change) => change.type === "dimensions");
            if (sizes.length > 0) setMeasured((old) => new Map([...old, ...sizes.flatMap(({ id, dimensions }) => (dimensions ? [[id, dimensions] as const] : []))]));
            const chosen = changes.find((change) => change.type === "select" && change.selected);
            if (chosen && "id" in chosen) onSelect(chosen.id);
          }}
        >
          <ZoomTool />
        </CanvasFrame>
      </div>
    </ReactFlowProvider>
  );
}
