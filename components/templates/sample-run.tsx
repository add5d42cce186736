"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import Link from "next/link";
import { ConnectionLost } from "#components/runs/connection-lost.tsx";
import { PlannedView } from "#components/runs/planned-view.tsx";
import { RunAnswer } from "#components/runs/run-answer.tsx";
import { RunNotices } from "#components/runs/run-notices.tsx";
import { isFinal, signalOf, wordOf } from "#components/runs/run-words.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { Strip } from "#components/ui/strip.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { runKeys, runQuery } from "#lib/client/queries/runs.ts";
import { useLiveRuns } from "#lib/client/use-live-runs.ts";
import type { RunDetail, StepRun } from "#lib/contracts/runs.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { TemplateContent, TemplateSample } from "#lib/flow/templates/template-content.schema.ts";
import { ComparedRun } from "./compared-run.tsx";
import { plannedWrites } from "./planned-writes.ts";
import { shapeOf } from "./shape-of.ts";

function writesWord(step: StepRun): string {
  const writes = plannedWrites(step);
  return writes === null || writes === 0 ? "" : writes === 1 ? ", would write once" : `, would write ${writes} times`;
}

/** What a finished test-run did not do. */
function HeldBack({ steps }: { steps: readonly StepRun[] }) {
  const held = steps.map((step) => ({ name: step.name, writes: plannedWrites(step) ?? 0 })).filter(({ writes }) => writes > 0);
  const count = held.reduce((sum, { writes }) => sum + writes, 0);
  const follows = steps.some((step) => step.simulated && (plannedWrites(step) ?? 0) === 0);
  const [were, their, them] = count === 1 ? ["1 write was", "its", "it"] : [`${count} writes were`, "their", "them"];
  return (
    <Notice mark="hint">
      <b>Nothing was written.</b> {count === 0 ? "There was nothing to write." : `${were} held back: ${held.map(({ name, writes }) => (writes === 1 ? name : `${name} (${writes})`)).join(", ")}.${follows ? ` Examples stood in for ${their} result, and what was made of ${them} is marked as simulated.` : ""}`}
    </Notice>
  );
}

/** A step as it went; one that would have written opens to what. */
function Step({ run, step, names }: { run: RunDetail; step: StepRun; names: ReadonlyMap<string, string> }) {
  const isHeld = step.status === "succeeded" && (plannedWrites(step) ?? 0) > 0;
  const line = <span className="tw-line"><StatusLabel mark={isHeld ? "skipped" : signalOf(step.status)}>{isHeld ? "Not sent" : wordOf(step.status)}</StatusLabel> <b>{step.name}</b><span className="muted">{writesWord(step)}</span>{step.simulated && !isHeld ? <span className="tag" title="A write before it was held back: what stood in for its result came here.">Simulated</span> : null}</span>;
  return (
    <li>
      {step.planned ? <details><summary>{line}<ChevronDown className="ic ic-s" aria-hidden /></summary><PlannedView planned={step.planned} run={run.id} node={step.node} step={step.name} names={names} /></details> : <p>{line}</p>}
      {step.error ? <p className="small tw-fault">{step.error.message}</p> : null}
    </li>
  );
}

export interface SampleRunProps {
  run: string;
  content: TemplateContent;
  nodeTypes: NodeTypes;
  /** What it began with; null: the trigger's own example. */
  sample: TemplateSample | null;
}

/** A test-run of the draft as it goes: the flow's strip, each step, what would be written, the answer, and whether it is what was expected. */
export function SampleRun({ run: id, content, nodeTypes, sample }: SampleRunProps) {
  const { slug } = useWorkspace();
  const client = useQueryClient();
  const run = useQuery(runQuery(slug, id));
  const isLost = useLiveRuns({
    workspace: slug, run: id, everyMs: 200, pollMs: 2_000,
    enabled: run.data === undefined ? !run.isError : !isFinal(run.data.status),
    onChange: () => client.invalidateQueries({ queryKey: runKeys.detail(slug, id) }, { throwOnError: true }),
  });
  const shape = shapeOf(content.document);
  const byNode = new Map((run.data?.steps ?? []).map((step) => [step.node, step]));
  const tiles = shape.map((node) => {
    const step = byNode.get(node.id);
    return { key: node.id, name: step ? `${node.name} (${wordOf(step.status).toLowerCase()})` : node.name, face: <NodeIcon icon={nodeTypes.get(node.type)?.icon} title={node.name} />, signal: step && signalOf(step.status) };
  });
  if (run.isError && !run.data) return <ErrorState title="The run did not load" onRetry={() => void run.refetch()}>{errorText(run.error)}</ErrorState>;
  const { data } = run;
  const names = new Map(shape.map(({ id: node, name }) => [node, name]));
  const rank = new Map(shape.map((node, at) => [node.id, at]));
  const steps = (data?.steps ?? []).toSorted((a, b) => (rank.get(a.node) ?? 0) - (rank.get(b.node) ?? 0));
  return (
    <div className="tw-run">
      <div className="row wrap">
        <Strip pattern={content.pattern} tiles={tiles} max={16} />
        <span role="status">{data ? <StatusLabel mark={signalOf(data.status)}>{wordOf(data.status)}</StatusLabel> : <span className="muted">Starting…</span>}</span>
        <ConnectionLost isLost={isLost} />
        <span className="grow" />
        <Link className="small" href={`/w/${slug}/runs/${id}`} prefetch={false}>Everything about this run</Link>
      </div>
      {data ? (
        <>
          <RunNotices run={data} about={isFinal(data.status) ? <HeldBack steps={steps} /> : null} />
          {sample?.expected && isFinal(data.status) ? <ComparedRun run={data} expected={sample.expected} names={names} /> : null}
          {steps.length === 0 ? null : <ol className="tw-list">{steps.map((step) => <Step key={step.node} run={data} step={step} names={names} />)}</ol>}
          <RunAnswer run={data} />
        </>
      ) : null}
    </div>
  );
}
