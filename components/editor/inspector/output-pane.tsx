"use client";

import dynamic from "next/dynamic";
import { preview, shapeRows } from "#components/fields/shape.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { effectOfNode } from "#lib/flow/effect-of-node.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import type { OutputView } from "../editor-store.ts";
import { useSampleValues } from "../samples/sample-values.ts";
import { wiringOf } from "../wiring/wiring.ts";
import { type OperationDetail, type SampleOutput, sampleOutputs, sampleSummary } from "./sample-outputs.ts";
import { ShapeTree } from "./shape-tree.tsx";

const LastTest = dynamic(async () => (await import("../samples/last-test.tsx")).LastTest, { ssr: false });
const SamplesPane = dynamic(async () => (await import("../samples/samples-pane.tsx")).SamplesPane, { ssr: false });
const MockPane = dynamic(async () => (await import("../samples/mock-pane.tsx")).MockPane, { ssr: false });

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

interface OutputPaneProps {
  node: FlowNode;
  before: readonly FlowNode[];
  details: ReadonlyMap<string, OperationDetail>;
}

/** What a node gives: an example or what it last gave; what it did in the last test-run; its samples; its mock. */
export function OutputPane({ node, before, details }: OutputPaneProps) {
  const { store } = useEditorSession();
  const view = useEditor((state) => state.outputView);
  const type = useEditor((state) => state.nodeTypes.get(node.type));
  const { values } = useSampleValues();
  if (!type) return <p className="small muted">What this step gives is not known.</p>;
  const gives = type.outputs.length > 0 || type.casesField !== undefined;
  const views: { value: OutputView; face: string }[] = [
    { value: "gives", face: "Gives" },
    { value: "last", face: "Last test" },
    ...(gives ? [{ value: "samples" as const, face: "Samples" }] : []),
    ...(gives && type.kind !== "trigger" ? [{ value: "mock" as const, face: "Mock" }] : []),
  ];
  const shown = views.some(({ value }) => value === view) ? view : "gives";
  const example = JSON.stringify(values.get(node.id) ?? details.get(node.type)?.sample ?? null, null, 2);
  return (
    <div key={node.id}>
      <div className="out-seg"><Segmented label={`What is shown of ${node.name}`} value={shown} segments={views} onValue={(outputView) => store.getState().set({ outputView })} /></div>
      {shown === "gives" ? <Gives node={node} before={before} details={details} /> : null}
      {shown === "last" ? <LastTest node={node} /> : null}
      {shown === "samples" ? <SamplesPane node={node} example={example} /> : null}
      {shown === "mock" ? <MockPane node={node} example={example} /> : null}
    </div>
  );
}

function Gives({ node, before, details }: OutputPaneProps) {
  const document = useEditor((state) => state.document);
  const types = useEditor((state) => state.nodeTypes);
  const readOnly = useEditor((state) => state.readOnly);
  const { values } = useSampleValues();
  const type = types.get(node.type);
  if (!type) return null;
  const output = type.outputs.length === 0 && type.casesField === undefined ? undefined : sampleOutputs(wiringOf(document, types), [...before, node], details, values).outputs.get(node.id);
  return (
    <>
      {output === undefined ? <p className="small muted">It ends here and gives nothing.</p> : (
        <>
          <Given node={node} label={type.kind === "source" ? "Each record" : null} output={output} />
          {type.kind === "source" ? <Given node={node} label="Done, when all are through" output={sampleSummary} /> : null}
          <p className="small faint tree-note">{values.has(node.id) ? "From the last test run or the chosen sample." : "An example. What a run really got is on that run’s page."}</p>
        </>
      )}
      {effectOfNode(node, type) === "write" && type.built !== "call" && !readOnly ? <ReallySend node={node.id} /> : null}
    </>
  );
}
