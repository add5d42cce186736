import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { runQuery } from "#lib/client/queries/runs.ts";
import { sampleQuery, testsQuery } from "#lib/client/queries/samples.ts";
import type { Json } from "#lib/json.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";

/** Values that are shown and tried in the editor instead of operations' examples, by step. */
export interface SampleValues {
  values: ReadonlyMap<string, Json>;
  /** The test-run they come from, when there is one. */
  test: string | null;
}

/** The last test-run of this flow, whoever ran it. */
export function useLastTest(): string | null {
  const { workspace, flow } = useEditorSession();
  const own = useEditor((state) => state.lastTest);
  const tests = useQuery(testsQuery(workspace, flow));
  return own ?? tests.data?.[0]?.id ?? null;
}

/**
 * The one place that knows what a step gave: in the last test-run, or, for the trigger, in the chosen sample. Records of
 * a region are the first of their step. Nothing of it enters the document.
 */
export function useSampleValues(): SampleValues {
  const { workspace, flow } = useEditorSession();
  const from = useEditor((state) => state.valuesFrom);
  const sample = useEditor((state) => state.testSample);
  const trigger = useEditor((state) => state.document.nodes.find((node) => state.nodeTypes.get(node.type)?.kind === "trigger")?.id);
  const test = useLastTest();
  const run = useQuery({ ...runQuery(workspace, test ?? ""), enabled: test !== null && from === "test" }).data;
  const begun = useQuery({ ...sampleQuery(workspace, flow, sample ?? ""), enabled: sample !== null }).data;
  return useMemo(() => {
    const values = new Map<string, Json>();
    if (from === "test" && run) {
      for (const region of run.regions) for (const [node, records] of Object.entries(region.samples)) if (records[0] !== undefined) values.set(node, records[0]);
      for (const step of run.steps) if (step.output?.kind === "inline" && step.status === "succeeded" && step.counts === null) values.set(step.node, step.output.value);
    }
    if (trigger !== undefined && begun !== undefined) values.set(trigger, begun);
    return { values, test: from === "test" ? test : null };
  }, [from, run, test, begun, trigger]);
}
