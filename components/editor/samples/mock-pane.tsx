"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ShapeView } from "#components/runs/shape-view.tsx";
import { errorWords } from "#components/runs/error-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { sampleMutations } from "#lib/client/mutations/sample-mutations.ts";
import { runQuery } from "#lib/client/queries/runs.ts";
import { mocksQuery, samplesQuery } from "#lib/client/queries/samples.ts";
import type { Mock } from "#lib/contracts/samples.schema.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { PasteForm } from "./paste-form.tsx";
import { useLastTest } from "./use-last-test.ts";

const classes = ["transient", "rate_limit", "provider", "auth", "permission", "not_found", "conflict", "validation", "fatal"] as const;

/** What stands in now, in one sentence and, for a value, as it is. */
function Current({ mock }: { mock: Mock }) {
  if (mock.error) return <p><b>It fails: {errorWords(mock.error.class).kind.toLowerCase()}.</b> <span className="muted">{mock.error.message}</span></p>;
  if (mock.sample) return <p><b>The sample “{mock.sample.name}” stands in.</b>{mock.sample.stale ? <span className="plan-mark small"> It is older than the step.</span> : null}</p>;
  return (
    <>
      <p><b>A value stands in.</b></p>
      {mock.payload?.kind === "inline" ? <JsonView value={mock.payload.value} label="Mock" fileName="mock" /> : mock.payload?.kind === "shape" && mock.payload.shape !== null ? <ShapeView shape={mock.payload.shape} label="Mock" /> : null}
    </>
  );
}

function ErrorForm({ busy, onError, onCancel }: { busy: boolean; onError: (error: { class: (typeof classes)[number]; message: string }) => void; onCancel: () => void }) {
  const [kind, setKind] = useState<(typeof classes)[number]>("transient");
  const [message, setMessage] = useState("The target answered 503.");
  return (
    <form
      className="smp-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (message.trim() !== "") onError({ class: kind, message });
      }}
    >
      <Field label="How it fails">{(control) => <Select {...control} value={kind} options={classes.map((value) => ({ value, label: errorWords(value).kind }))} onValue={setKind} />}</Field>
      <Field label="What it says">{(control) => <TextInput {...control} maxLength={500} value={message} onChange={(event) => setMessage(event.currentTarget.value)} />}</Field>
      <div className="smp-actions">
        <Button type="submit" size="s" look="ink" busy={busy}>Let it fail</Button>
        <Button type="button" size="s" onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}

/** What stands in for a step in every test-run of the flow, for everybody who edits it. */
export function MockPane({ node, example }: { node: FlowNode; example: string }) {
  const { workspace, flow, autosave } = useEditorSession();
  const readOnly = useEditor((state) => state.readOnly);
  const mutations = sampleMutations(workspace, flow);
  const put = useMutation(mutations.mock);
  const remove = useMutation(mutations.unmock);
  const mock = useQuery(mocksQuery(workspace, flow)).data?.find((candidate) => candidate.node === node.id);
  const samples = (useQuery(samplesQuery(workspace, flow)).data ?? []).filter((sample) => sample.node === node.id);
  const test = useLastTest();
  const run = useQuery({ ...runQuery(workspace, test ?? ""), enabled: test !== null }).data;
  const last = run?.steps.find((step) => step.node === node.id)?.output;
  const [form, setForm] = useState<"value" | "error" | null>(null);
  const keep = useMutation(mutations.create);
  const error = put.error ?? remove.error ?? keep.error;
  /** As a sample where some of it is hidden: what is shown of it would stand in with its masks. */
  async function takeLast() {
    if (last?.kind !== "inline") return;
    if (last.hidden.length === 0) return await set({ value: last.value });
    if (await autosave.flush()) keep.mutate({ node: node.id, from: { kind: "run", run: test ?? "" } }, { onSuccess: ({ id }) => void set({ sample: id }) });
  }
  async function set(next: Parameters<typeof put.mutate>[0]["mock"]) {
    if (await autosave.flush()) put.mutate({ node: node.id, mock: next }, { onSuccess: () => setForm(null) });
  }
  return (
    <>
      {mock ? <Current mock={mock} /> : <p className="small muted">Nothing stands in. With a mock, test-runs use a value or a failure instead of running this step; published runs never do.</p>}
      {readOnly ? null : form === "value" ? (
        <PasteForm label="What it gives instead, as JSON" action="Use this" start={mock?.payload?.kind === "inline" ? JSON.stringify(mock.payload.value, null, 2) : example} busy={put.isPending} onValue={(value) => void set({ value: value as never })} onCancel={() => setForm(null)} />
      ) : form === "error" ? (
        <ErrorForm busy={put.isPending} onError={(failure) => void set({ error: failure })} onCancel={() => setForm(null)} />
      ) : (
        <div className="smp-form">
          {samples.length > 0 ? (
            <Field label="Use a sample">
              {(control) => <Select {...control} value={mock?.sample?.id ?? ""} options={[{ value: "", label: "Choose one", disabled: true }, ...samples.map((sample) => ({ value: sample.id, label: sample.stale ? `${sample.name} (older than the step)` : sample.name }))]} onValue={(sample) => void set({ sample })} />}
            </Field>
          ) : null}
          <div className="smp-actions">
            <Button size="s" onClick={() => setForm("value")}>{mock?.kind === "value" ? "Change the value" : "Write a value"}</Button>
            {last?.kind === "inline" ? <Button size="s" busy={put.isPending} onClick={() => void takeLast()}>Use its last output</Button> : null}
            <Button size="s" onClick={() => setForm("error")}>Let it fail</Button>
            {mock ? <Button size="s" busy={remove.isPending} onClick={() => remove.mutate({ node: node.id })}>Turn the mock off</Button> : null}
          </div>
        </div>
      )}
      {error ? <Notice mark="failed" live>{errorText(error)}</Notice> : null}
    </>
  );
}
