"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { sampleMutations } from "#lib/client/mutations/sample-mutations.ts";
import { runQuery } from "#lib/client/queries/runs.ts";
import { samplesQuery } from "#lib/client/queries/samples.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { CaptureBox } from "./capture-box.tsx";
import { PasteForm } from "./paste-form.tsx";
import { SampleRow } from "./sample-row.tsx";
import { useLastTest } from "./use-last-test.ts";

/** Named payloads of a step: captured, taken from the last test-run, generated or pasted. */
export function SamplesPane({ node, example }: { node: FlowNode; example: string }) {
  const { workspace, flow, autosave } = useEditorSession();
  const readOnly = useEditor((state) => state.readOnly);
  const captures = node.type === "core/webhook" || node.type === "core/form";
  const list = useQuery(samplesQuery(workspace, flow));
  const samples = (list.data ?? []).filter((sample) => sample.node === node.id);
  const create = useMutation(sampleMutations(workspace, flow).create);
  const [pasting, setPasting] = useState(false);
  const test = useLastTest();
  const run = useQuery({ ...runQuery(workspace, test ?? ""), enabled: test !== null }).data;
  const ran = run?.steps.some((step) => step.node === node.id && step.output !== null) ?? false;
  type From = Parameters<typeof create.mutate>[0]["from"];
  async function keep(from: From) {
    // The server looks at the saved draft.
    if (await autosave.flush()) create.mutate({ node: node.id, from }, { onSuccess: () => setPasting(false) });
  }
  return (
    <>
      {captures && !readOnly ? <CaptureBox isForm={node.type === "core/form"} /> : null}
      {samples.length === 0 ? <p className="small muted tree-note">{list.isPending ? "Loading." : "No samples yet. Test-runs can begin with a sample, or use one instead of running the step."}</p> : null}
      <ul className="smp-list" aria-label={`Samples of ${node.name}`}>{samples.map((sample) => <SampleRow key={sample.id} sample={sample} />)}</ul>
      {readOnly ? null : pasting ? (
        <PasteForm label="The value, as JSON" action="Keep as sample" start={example} busy={create.isPending} onValue={(value) => void keep({ kind: "pasted", value: value as never })} onCancel={() => setPasting(false)} />
      ) : (
        <div className="smp-actions">
          <Button size="s" onClick={() => setPasting(true)}>Paste one</Button>
          {ran && test !== null ? <Button size="s" busy={create.isPending} onClick={() => void keep({ kind: "run", run: test })}>Take the last test’s</Button> : null}
          <Button size="s" onClick={() => void keep({ kind: "generated" })}>Generate one</Button>
        </div>
      )}
      {create.isError ? <Notice mark="failed" live>{errorText(create.error)}</Notice> : null}
    </>
  );
}
