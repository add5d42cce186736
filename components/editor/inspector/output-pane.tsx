"use client";

import Link from "next/link";
import { useDeferredValue } from "react";
import { preview, shapeRows } from "#components/fields/shape.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { effectOfNode } from "#lib/flow/effect-of-node.ts";
import type { NodeType } from "#lib/flow/node-type.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import type { OutputView } from "../editor-store.ts";
import type { SampleOutput, Sampler } from "./sample-outputs.ts";
import { ShapeTree } from "./shape-tree.tsx";
import type { StepSample, StepSamples } from "./use-step-samples.ts";
import { WhatFollows } from "./what-follows.tsx";

const LastTest = lazyPart(async () => (await import("../samples/last-test.tsx")).LastTest);
const SamplesPane = lazyPart(async () => (await import("../samples/samples-pane.tsx")).SamplesPane);
const MockPane = lazyPart(async () => (await import("../samples/mock-pane.tsx")).MockPane);

function Given({ node, label, output }: { node: FlowNode; label: string | null; output: SampleOutput }) {
  const hasFields = shapeRows(output.value, output.schema).length > 0;
  const head = label === null ? undefined : <li className="tree-head small"><b>{label}</b></li>;
  if (hasFields) return <ShapeTree label={label ?? `Output of ${node.name}`} sample={output.value} schema={output.schema} head={head} />;
  const known = output.value !== undefined && preview(output.value) !== "";
  return (
    <>
      {label === null ? null : <p className="small"><b>{label}</b></p>}
      <p className="small muted">{known ? <>It gives <span className="data">{preview(output.value)}</span>.</> : "It gives a value of which nothing is known so far."}</p>
    </>
  );
}

/** What the step gave in the newest run, to read and copy. */
function Real({ node, sample, label, workspace }: { node: FlowNode; sample: StepSample; label: string | null; workspace: string }) {
  return (
    <section className="real-output" aria-label={label ?? "Last output"}>
      <p className="small">
        {label === null ? null : <b>{label}. </b>}
        {sample.from === null ? "From the chosen sample." : (
          <>
            From the last {sample.from.kind === "test" ? "test-run" : "run"}, <Moment iso={sample.from.at} style="ago" />.{" "}
            <Link className="link" href={`/w/${workspace}/runs/${sample.from.run}`}>Open it</Link>
          </>
        )}
      </p>
      {sample.isOlder() ? <p className="small is-older">The step has been set differently since. Run it again to see what it gives now.</p> : null}
      <JsonView value={sample.value} label={label === null ? `Output of ${node.name}` : `${label} of ${node.name}`} fileName={`${node.name}-output`} />
    </section>
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
  samples: Sampler;
  given: StepSamples;
}

/** What a node gives: an example or what it last gave; what it did in the last test-run; its samples; its mock. */
export function OutputPane({ node: edited, samples, given }: OutputPaneProps) {
  const { store } = useEditorSession();
  // Typing comes first, what it makes of the output after it.
  const node = useDeferredValue(edited);
  const view = useEditor((state) => state.outputView);
  const type = useEditor((state) => state.nodeTypes.get(node.type));
  if (!type) return <p className="small muted">What this step gives is not known.</p>;
  const gives = type.outputs.length > 0 || type.casesField !== undefined;
  const views: { value: OutputView; face: string }[] = [
    { value: "gives", face: "Gives" },
    { value: "last", face: "Last test" },
    ...(gives ? [{ value: "samples" as const, face: "Samples" }] : []),
    ...(gives && type.kind !== "trigger" ? [{ value: "mock" as const, face: "Mock" }] : []),
  ];
  const shown = views.some(({ value }) => value === view) ? view : "gives";
  const example = JSON.stringify(given.outputOf(node.id)?.value ?? samples.next(node)?.value ?? null, null, 2);
  return (
    <div key={node.id}>
      <WhatFollows node={node} type={type} />
      <div className="out-seg"><Segmented label={`What is shown of ${node.name}`} value={shown} segments={views} onValue={(outputView) => store.getState().set({ outputView })} /></div>
      {shown === "gives" ? <Gives node={node} type={type} samples={samples} given={given} /> : null}
      {shown === "last" ? <LastTest node={node} /> : null}
      {shown === "samples" ? <SamplesPane node={node} example={example} /> : null}
      {shown === "mock" ? <MockPane node={node} example={example} /> : null}
    </div>
  );
}

function Gives({ node, type, samples, given }: OutputPaneProps & { type: NodeType }) {
  const { workspace } = useEditorSession();
  const readOnly = useEditor((state) => state.readOnly);
  const send = effectOfNode(node, type) === "write" && type.built !== "call" && !readOnly ? <ReallySend node={node.id} /> : null;
  if (type.outputs.length === 0 && type.casesField === undefined) return <><p className="small muted">It ends here and gives nothing.</p>{send}</>;
  const output = samples.next(node);
  if (!output) return null;
  const real = given.outputOf(node.id);
  const summary = given.summaryOf(node.id);
  const isSource = type.kind === "source";
  const each = isSource ? "Each record" : null;
  return (
    <>
      {real ? <Real node={node} sample={real} label={each} workspace={workspace} /> : <Given node={node} label={each} output={output} />}
      {!isSource ? null : summary ? <Real node={node} sample={summary} label="Done, when all are through" workspace={workspace} /> : <Given node={node} label="Done, when all are through" output={samples.summaryOf(node.id)} />}
      {real ? null : <p className="small faint tree-note">A sample: this step has not run yet.</p>}
      {send}
    </>
  );
}
