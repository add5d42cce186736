"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useStore } from "zustand";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { nodeTypeQuery } from "#lib/client/queries/node-types.ts";
import { samplesQuery } from "#lib/client/queries/samples.ts";
import type { Json } from "#lib/json.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import type { TestOptions } from "./test-options.ts";

const written = "written";

interface GivePanelProps {
  options: TestOptions;
  missing: readonly { node: string; name: string }[];
  onClose: () => void;
}

interface Given {
  /** A sample's id, or `written`. */
  from: string;
  text: string;
}

/** A part of the flow needs what steps before it give: a sample of each, or JSON. */
export function GivePanel({ options, missing, onClose }: GivePanelProps) {
  const { workspace, flow, testRun } = useEditorSession();
  const samples = useQuery(samplesQuery(workspace, flow)).data ?? [];
  const nodes = useEditor((state) => state.document.nodes);
  const typeOf = (node: string) => nodes.find((candidate) => candidate.id === node)?.type ?? "";
  const examples = useQueries({ queries: missing.map(({ node }) => nodeTypeQuery(typeOf(node))) });
  const [chosen, setChosen] = useState<ReadonlyMap<string, Partial<Given>>>(new Map());
  const [problems, setProblems] = useState<ReadonlyMap<string, string>>(new Map());
  const state = useStore(testRun.state);

  function givenFor(node: string, index: number): Given {
    const first = samples.find((sample) => sample.node === node);
    const own = chosen.get(node);
    return { from: own?.from ?? first?.id ?? written, text: own?.text ?? JSON.stringify(examples[index]?.data?.sample ?? null, null, 2) };
  }
  function change(node: string, part: Partial<Given>) {
    setChosen(new Map(chosen).set(node, { ...chosen.get(node), ...part }));
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    const bad = new Map<string, string>();
    const mocks: NonNullable<TestOptions["mocks"]> = { ...options.mocks };
    for (const [index, { node }] of missing.entries()) {
      const { from, text } = givenFor(node, index);
      if (from !== written) {
        mocks[node] = { sample: from };
        continue;
      }
      try {
        mocks[node] = { value: JSON.parse(text) as Json };
      } catch {
        bad.set(node, "This is not JSON. Check quotes, commas and brackets.");
      }
    }
    setProblems(bad);
    if (bad.size === 0) void testRun.start({ ...options, mocks });
  }
  return (
    <Dialog title="What this part begins with" onClose={onClose} footer={<Button look="water" type="submit" form="give-form" busy={state.kind === "busy"}>Test run</Button>}>
      <p className="muted">It uses what {missing.length === 1 ? "a step before it gives" : "steps before it give"}, and no earlier test-run has that.</p>
      <form id="give-form" className="form-rows is-tight" onSubmit={submit}>
        {missing.map(({ node, name }, index) => {
          const { from, text } = givenFor(node, index);
          const own = samples.filter((sample) => sample.node === node);
          return (
            <div key={node} className="give-row">
              <Field label={`What “${name}” gives`}>
                {(control) => <Select {...control} value={from} options={[...own.map((sample) => ({ value: sample.id, label: sample.stale ? `${sample.name} (older than the step)` : sample.name })), { value: written, label: "Written here" }]} onValue={(value) => change(node, { from: value })} />}
              </Field>
              {from === written ? (
                <Field label="As JSON" error={problems.get(node)}>
                  {(control) => <TextArea {...control} data rows={7} spellCheck={false} value={text} onChange={(event) => change(node, { text: event.currentTarget.value })} />}
                </Field>
              ) : null}
            </div>
          );
        })}
      </form>
      {state.kind === "failed" ? <Notice mark="failed" live>{state.message}</Notice> : null}
    </Dialog>
  );
}
