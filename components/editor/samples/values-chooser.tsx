"use client";

import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { Select } from "#components/ui/select.tsx";
import { lastRunQuery } from "#lib/client/queries/runs.ts";
import { samplesQuery } from "#lib/client/queries/samples.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";

/** Whose values the input pane shows and the editor tries: the examples, the newest run, or a sample of the trigger. */
export function ValuesChooser() {
  const { store, workspace, flow } = useEditorSession();
  const from = useEditor((state) => state.valuesFrom);
  const chosen = useEditor((state) => state.testSample);
  const trigger = useEditor((state) => state.document.nodes.find((node) => state.nodeTypes.get(node.type)?.kind === "trigger")?.id);
  const samples = (useQuery(samplesQuery(workspace, flow)).data ?? []).filter((sample) => sample.node === trigger);
  const last = useQuery(lastRunQuery(workspace, flow)).data ?? null;
  const id = useId();
  const value = chosen !== null && samples.some((sample) => sample.id === chosen) ? chosen : from === "run" && last !== null ? "run" : "examples";
  const sample = samples.find((candidate) => candidate.id === value);
  function choose(next: string) {
    if (next === "examples" || next === "run") store.getState().set({ valuesFrom: next, testSample: null });
    else store.getState().set({ valuesFrom: "examples", testSample: next });
  }
  return (
    <>
      <div className="values-from small">
        <label htmlFor={id}>Values from</label>
        <Select
          id={id}
          value={value}
          options={[
            { value: "examples", label: "Examples" },
            { value: "run", label: last === null ? "The last run (none yet)" : last.kind === "test" ? "The last run, a test" : "The last run", disabled: last === null },
            ...samples.map(({ id: own, name, stale }) => ({ value: own, label: stale ? `${name} (older than the trigger)` : name })),
          ]}
          onValue={choose}
        />
      </div>
      {sample?.stale ? <p className="small plan-mark">This sample is older than the trigger it came from. Capture a new one.</p> : null}
    </>
  );
}
