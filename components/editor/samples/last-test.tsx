"use client";

import { useQuery } from "@tanstack/react-query";
import { StepPanel } from "#components/runs/step-panel.tsx";
import { runQuery } from "#lib/client/queries/runs.ts";
import { errorText } from "#lib/client/error-text.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { useLastTest } from "./use-last-test.ts";
import { StepTools } from "./step-tools.tsx";

/** What a step did in the last test-run, beside its settings. */
export function LastTest({ node }: { node: FlowNode }) {
  const { store, workspace } = useEditorSession();
  const types = useEditor((state) => state.nodeTypes);
  const test = useLastTest();
  const { data: run, error } = useQuery({ ...runQuery(workspace, test ?? ""), enabled: test !== null });
  if (test === null) return <p className="small muted">No test run yet. Run one, then what this step got and gave is here.</p>;
  if (error) return <p className="small muted">{errorText(error)}</p>;
  if (!run) return <p className="small muted">Loading.</p>;
  const step = run.steps.find((candidate) => candidate.node === node.id);
  return (
    <>
      <p className="small"><button type="button" className="link" onClick={() => store.getState().set({ overlay: { run: test } })}>Show the last test run</button></p>
      {step ? <div className="out-run"><StepPanel run={run} step={step} types={types} /><StepTools key={`${run.id} ${step.node}`} run={run} step={step} /></div> : <p className="small muted">This step did not run in it.</p>}
    </>
  );
}
