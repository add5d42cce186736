import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { lastRunQuery, runQuery, stepPayloadQuery } from "#lib/client/queries/runs.ts";
import { sampleQuery } from "#lib/client/queries/samples.ts";
import type { Payload } from "#lib/contracts/payload.schema.ts";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import { canonicalJson, type Json } from "#lib/json.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";

/** What a step really gave, or the sample that stands in its place. */
export interface StepSample {
  value: Json;
  /** Null: a sample that was chosen. */
  from: { run: string; kind: "test" | "live"; at: string } | null;
  /** Whether the step has been set differently since. */
  isOlder: () => boolean;
}

/**
 * The one place that says what a step gave: asked first wherever a sample is shown, typed after or evaluated. What it
 * does not know has the connector's sample.
 */
export interface StepSamples {
  /** What a reference to the step finds: of a source or a step among records, one record. */
  outputOf(node: string): StepSample | undefined;
  /** Of a source: what it told when all records were done. */
  summaryOf(node: string): StepSample | undefined;
}

/** Values above this are not fetched to be looked at beside a form. */
const mostBytes = 1024 * 1024;

function largeOf(run: RunDetail | undefined, nodes: ReadonlySet<string>): string[] {
  return run?.steps.flatMap(({ node, output, status }) => (status === "succeeded" && nodes.has(node) && output?.kind === "large" && output.size <= mostBytes ? [node] : [])) ?? [];
}

/** What the given steps gave in the flow's newest run, the trigger in the chosen sample. It stays the same while settings are typed. */
export function useStepSamples(ids: readonly string[]): StepSamples {
  const { workspace, flow, store } = useEditorSession();
  const from = useEditor((state) => state.valuesFrom);
  const own = useEditor((state) => state.lastTest);
  const sample = useEditor((state) => state.testSample);
  const trigger = useEditor((state) => state.document.nodes.find((node) => state.nodeTypes.get(node.type)?.kind === "trigger")?.id);
  const { data: last } = useQuery(lastRunQuery(workspace, flow));
  const chosen = own ?? last?.id;
  const { data: read } = useQuery({ ...runQuery(workspace, chosen ?? ""), enabled: chosen !== undefined && from === "run" });
  const run = from === "run" ? read : undefined;
  const begun = useQuery({ ...sampleQuery(workspace, flow, sample ?? ""), enabled: sample !== null }).data;
  const large = useMemo(() => largeOf(run, new Set(ids)), [run, ids]);
  const fetched = useQueries({
    queries: large.map((node) => stepPayloadQuery(workspace, run?.id ?? "", node, "output")),
    combine: valuesOf,
  });
  return useMemo(() => {
    const then = new Map(run?.document.nodes.map((node) => [node.id, node]));
    const steps = new Map(run?.steps.map((step) => [step.node, step]));
    const sources = new Set(run?.regions.map(({ source }) => source));
    const settled = (node: string, value: Json | undefined): StepSample | undefined => {
      const before = then.get(node);
      const after = store.getState().document.nodes.find(({ id }) => id === node);
      if (!run || value === undefined || !before || !after || before.type !== after.type) return undefined;
      const isOlder = () => canonicalJson([before.config, before.connection ?? null] as Json) !== canonicalJson([after.config, after.connection ?? null] as Json);
      return { value, from: { run: run.id, kind: run.kind, at: run.createdAt }, isOlder };
    };
    const given = (node: string): Json | undefined => {
      const step = steps.get(node);
      if (step?.status !== "succeeded") return undefined;
      return step.output?.kind === "inline" ? step.output.value : fetched[large.indexOf(node)];
    };
    const record = (node: string): Json | undefined => run?.regions.flatMap(({ samples }) => samples[node] ?? [])[0];
    return {
      outputOf: (node) => node === trigger && begun?.kind === "inline" ? { value: begun.value, from: null, isOlder: () => false } : settled(node, record(node) ?? (sources.has(node) ? undefined : given(node))),
      summaryOf: (node) => (sources.has(node) ? settled(node, given(node)) : undefined),
    };
  }, [run, large, fetched, store, trigger, begun]);
}

function valuesOf(results: readonly { data: Payload | undefined }[]): (Json | undefined)[] {
  return results.map(({ data }) => (data?.kind === "inline" ? data.value : undefined));
}
