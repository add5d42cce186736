"use client";

import { ReactFlowProvider } from "@xyflow/react";
import { useMemo, useState } from "react";
import type { DocumentDiff } from "#lib/flow/diff/diff-documents.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { CanvasFrame, ZoomTool } from "./canvas-frame.tsx";
import type { NodeRunState } from "./nodes/run-state.ts";
import { createProjector } from "./project.ts";
import { RegionBedView } from "./region-bed-view.tsx";

/** Both documents in one: what is there now, and what went, where it stood. */
function together(before: FlowDocument, after: FlowDocument): FlowDocument {
  const here = new Set([...after.nodes, ...after.edges].map(({ id }) => id));
  const gone = before.nodes.filter(({ id }) => !here.has(id));
  return {
    ...after,
    nodes: [...after.nodes, ...gone],
    edges: [...after.edges, ...before.edges.filter(({ id }) => !here.has(id))],
    layout: { ...after.layout, nodes: { ...Object.fromEntries(gone.flatMap(({ id }) => (before.layout.nodes[id] ? [[id, before.layout.nodes[id]]] : []))), ...after.layout.nodes } },
  };
}

/** Two states of a flow on one canvas: what came, what went and what changed, to look at only. */
export function DiffCanvas({ before, after, diff, nodeTypes }: { before: FlowDocument; after: FlowDocument; diff: DocumentDiff; nodeTypes: NodeTypes }) {
  const [project] = useState(createProjector);
  const [measured, setMeasured] = useState<ReadonlyMap<string, { width: number; height: number }>>(() => new Map());
  const document = useMemo(() => together(before, after), [before, after]);
  const run = useMemo(() => {
    const states = diff.nodes.map(({ node, kind, places }): [string, NodeRunState] => [node, { signal: null, diff: kind, word: kind, foot: kind === "changed" ? `${places.length} ${places.length === 1 ? "change" : "changes"}` : kind }]);
    const edges = new Map(diff.edges.map(({ edge, kind }) => [edge, kind]));
    return { nodes: new Map(states), taken: new Set(document.edges.map(({ id }) => id).filter((id) => edges.get(id) !== "removed")), counts: new Map<string, string>() };
  }, [diff, document]);
  const { nodes, edges, beds } = useMemo(() => project({ document, nodeTypes, issues: [], selectedNodes: [], selectedEdges: [], moving: null, measured, run }), [project, document, nodeTypes, measured, run]);
  return (
    <ReactFlowProvider>
      <div className="ed-canvas-box is-run is-diff">
        <CanvasFrame
          nodes={nodes}
          edges={edges}
          nodesDraggable={false}
          nodesConnectable={false}
          elementsSelectable={false}
          edgesFocusable={false}
          preventScrolling={false}
          onNodesChange={(changes) => {
            const sizes = changes.filter((change) => change.type === "dimensions");
            if (sizes.length > 0) setMeasured((old) => new Map([...old, ...sizes.flatMap(({ id, dimensions }) => (dimensions ? [[id, dimensions] as const] : []))]));
          }}
        >
          <RegionBedView beds={beds} />
          <ZoomTool />
        </CanvasFrame>
      </div>
    </ReactFlowProvider>
  );
}
