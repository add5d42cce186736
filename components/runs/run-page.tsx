"use client";

import { useQuery } from "@tanstack/react-query";
import { Workflow } from "lucide-react";
import Link from "next/link";
import { useMemo, useRef, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { classes } from "#components/ui/classes.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PatternLabel } from "#components/ui/pattern-label.tsx";
import { useNarrow } from "#components/ui/use-narrow.ts";
import { useSearchFilter } from "#components/ui/use-search-filter.ts";
import { nodeTypesQuery } from "#lib/client/queries/node-types.ts";
import type { RunDetail, StepRun } from "#lib/contracts/runs.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { canvasSteps } from "./canvas-steps.ts";
import { ConnectionLost } from "./connection-lost.tsx";
import { LastGood } from "./last-good.tsx";
import { RegionPanel } from "./region-panel.tsx";
import { ReplayDialog } from "./replay-dialog.tsx";
import { RunActions } from "./run-actions.tsx";
import { RunAnswer } from "./run-answer.tsx";
import { RunFacts } from "./run-facts.tsx";
import { RunNotices } from "./run-notices.tsx";
import { isFinal } from "./run-words.ts";
import { StepPanel } from "./step-panel.tsx";
import { useRegionRates } from "./use-region-rates.ts";
import { Waterfall } from "./waterfall.tsx";

const RunCanvas = lazyPart(async () => (await import("#components/editor/run-canvas.tsx")).RunCanvas);
const noTypes: NodeTypes = new Map();

/** The step a reader most likely came for. */
function firstOfInterest(run: RunDetail): StepRun | undefined {
  const { steps } = run;
  return steps.find((step) => step.node === run.error?.node) ?? steps.find((step) => step.status === "failed") ?? steps.find((step) => step.status === "running" || step.status === "waiting" || step.status === "cancelled") ?? steps[0];
}

export function RunPage({ run, isLost }: { run: RunDetail; isLost: boolean }) {
  const { slug } = useWorkspace();
  const nodeTypes = useQuery(nodeTypesQuery()).data;
  const types = nodeTypes ?? noTypes;
  const [asked, setAsked] = useSearchFilter("step");
  const [replaying, setReplaying] = useState<{ from: string | undefined } | null>(null);
  const side = useRef<HTMLElement>(null);
  // Where its names cannot be read the waterfall says the same, step by step.
  const narrow = useNarrow();
  const rates = useRegionRates(run.regions);
  const steps = useMemo(() => canvasSteps(run), [run]);
  const step = run.steps.find((candidate) => candidate.node === asked) ?? firstOfInterest(run);
  function select(node: string | null) {
    setAsked(node ?? undefined);
    // On a small screen the panel is not beside the list but somewhere below it.
    if (node !== null && narrow) side.current?.scrollIntoView({ block: "start" });
  }
  return (
    <main id="page" className="rn">
      <header className="rn-head">
        <div className="row wrap">
          <Link className="faint" href={`/w/${slug}/runs`}>Runs</Link>
          <span className="faint" aria-hidden="true">/</span>
          <h1 className="rn-title">{run.flow.name}</h1>
          <PatternLabel pattern={run.pattern} />
          <span className="grow" />
          <ConnectionLost isLost={isLost} />
          <span className="only-wide"><CopyButton worded look="plain" size="m" label="Copy link" text={() => window.location.href} /></span>
          <LinkButton href={`/w/${slug}/flows/${run.flow.id}`} prefetch={false}><Workflow className="ic ic-s" aria-hidden />Open in editor</LinkButton>
          <RunActions run={run} onReplay={(from) => setReplaying({ from })} />
        </div>
        <RunFacts run={run} types={types} />
      </header>
      <div className="rn-notices"><RunNotices run={run} /></div>
      <div className="rn-grid">
        <div className="rn-left">
          {nodeTypes && !narrow && run.document.nodes.length > 0 ? (
            <section className="rn-canvas" aria-label={`${run.version === null ? "The draft" : `The flow at version ${run.version}`}, with the states of this run`}>
              <RunCanvas document={run.document} nodeTypes={nodeTypes} steps={steps} selected={step?.node ?? null} onSelect={select} />
            </section>
          ) : null}
          {run.steps.length > 0 ? (
            <Waterfall run={run} types={types} selected={step?.node ?? null} onSelect={select} />
          ) : (
            <EmptyState title={isFinal(run.status) ? "No step ran" : "No step has run yet"}>
              {isFinal(run.status) ? (run.error?.message ?? "The run ended before its first step.") : "The first one appears here when the run starts."}
            </EmptyState>
          )}
          {run.status === "failed" && run.kind === "live" ? <LastGood run={run} /> : null}
          {run.regions.map((region) => <RegionPanel key={region.source} run={run} region={region} perSecond={rates.get(region.source)} onSelect={select} />)}
          <RunAnswer run={run} />
        </div>
        {step ? (
          <aside ref={side} className={classes("rn-side", step.status === "failed" && "is-cause")} aria-label={`Step ${step.name}`}>
            {/* From the step that failed the run, the button of the page replays. */}
            <StepPanel run={run} step={step} types={types} {...(run.status === "failed" && step.node === run.error?.node ? {} : { onReplay: (from: string) => setReplaying({ from }) })} />
          </aside>
        ) : null}
      </div>
      {replaying ? <ReplayDialog run={run} from={replaying.from} onClose={() => setReplaying(null)} /> : null}
    </main>
  );
}
