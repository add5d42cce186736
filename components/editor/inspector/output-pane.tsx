"use client";

import { preview, shapeRows } from "#components/fields/shape.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { type OperationDetail, sampleOutputs } from "./sample-outputs.ts";
import { ShapeTree } from "./shape-tree.tsx";

/** What a node gives, from samples: real values are on the page of each run. */
export function OutputPane({ node, known, before, details }: { node: FlowNode; known: boolean; before: readonly FlowNode[]; details: ReadonlyMap<string, OperationDetail> }) {
  const output = sampleOutputs([...before, node], details).get(node.id);
  if (!known) return <p className="small muted">What this step gives is not known.</p>;
  if (!output) return null;
  const rows = shapeRows(output.value, output.schema);
  return (
    <>
      {rows.length === 0 ? <p className="small muted">{output.value === undefined || preview(output.value) === "" ? "It gives a value without fields so far." : <>It gives <span className="data">{preview(output.value)}</span>.</>}</p> : <ShapeTree key={node.id} label={`Output of ${node.name}`} rows={rows} />}
      <p className="small faint tree-note">A sample. What a run really got is on that run’s page.</p>
    </>
  );
}
