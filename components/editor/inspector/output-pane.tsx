"use client";

import { preview, shapeRows } from "#components/fields/shape.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { effectOfNode } from "#lib/flow/effect-of-node.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { wiringOf } from "../wiring/wiring.ts";
import { type OperationDetail, type SampleOutput, sampleOutputs, sampleSummary } from "./sample-outputs.ts";
import { ShapeTree } from "./shape-tree.tsx";

function Given({ node, label, output }: { node: FlowNode; label: string | null; output: SampleOutput }) {
  const rows = shapeRows(output.value, output.schema);
  const head = label === null ? undefined : <li className="tree-head small"><b>{label}</b></li>;
  if (rows.length > 0) return <ShapeTree label={label ?? `Output of ${node.name}`} rows={rows} head={head} />;
  const known = output.value !== undefined && preview(output.value) !== "";
  return (
    <>
      {label === null ? null : <p className="small"><b>{label}</b></p>}
      <p className="small muted">{known ? <>It gives <span className="data">{preview(output.value)}</span>.</> : "It gives a value of which nothing is known so far."}</p>
    </>
  );
}

/** Writes are planned in test-runs, unless somebody wants this one sent. */
function ReallySend({ node }: { node: string }) {
  const { store } = useEditorSession();
  const sends = useEditor((state) => state.testSends);
  const checked = sends.includes(node);
  return (
    <Checkbox
      className="really-send small"
      label="Really send in test-runs"
      hint={checked ? "Until this page is left, a test-run writes here." : "Otherwise a test-run only plans it."}
      checked={checked}
      onChange={() => store.getState().set({ testSends: checked ? sends.filter((id) => id !== node) : [...sends, node] })}
    />
  );
}

/** What a node gives, from samples: real values are on the page of each run. */
export function OutputPane({ node, before, details }: { node: FlowNode; before: readonly FlowNode[]; details: ReadonlyMap<string, OperationDetail> }) {
  const document = useEditor((state) => state.document);
  const types = useEditor((state) => state.nodeTypes);
  const readOnly = useEditor((state) => state.readOnly);
  const type = types.get(node.type);
  if (!type) return <p className="small muted">What this step gives is not known.</p>;
  if (type.outputs.length === 0 && type.casesField === undefined) return <p className="small muted">It ends here and gives nothing.</p>;
  const output = sampleOutputs(wiringOf(document, types), [...before, node], details).outputs.get(node.id);
  if (!output) return null;
  return (
    <div key={node.id}>
      <Given node={node} label={type.kind === "source" ? "Each record" : null} output={output} />
      {type.kind === "source" ? <Given node={node} label="Done, when all are through" output={sampleSummary} /> : null}
      <p className="small faint tree-note">A sample. What a run really got is on that run’s page.</p>
      {effectOfNode(node, type) === "write" && type.built !== "call" && !readOnly ? <ReallySend node={node.id} /> : null}
    </div>
  );
}
