"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { BookmarkPlus, GitCompare } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { sampleMutations } from "#lib/client/mutations/sample-mutations.ts";
import { lastLiveQuery, testsQuery } from "#lib/client/queries/samples.ts";
import type { RunDetail, StepRun } from "#lib/contracts/runs.schema.ts";
import { useEditorSession } from "../editor-context.tsx";

const StepDifference = lazyPart(async () => (await import("#components/runs/step-difference.tsx")).StepDifference);

/** The run that a test-run is compared with: the test-run before it, else the last live one. */
function useEarlierRun(run: string): string | null {
  const { workspace, flow } = useEditorSession();
  const tests = useQuery(testsQuery(workspace, flow)).data ?? [];
  const at = tests.findIndex((candidate) => candidate.id === run);
  const before = (at < 0 ? tests : tests.slice(at + 1))[0]?.id;
  const live = useQuery({ ...lastLiveQuery(workspace, flow), enabled: before === undefined }).data?.id;
  return before ?? live ?? null;
}

/** What can be done with a step's result in a test-run: keep it as a sample, compare it with the last one. */
export function StepTools({ run, step }: { run: RunDetail; step: StepRun }) {
  const { workspace, flow } = useEditorSession();
  const create = useMutation(sampleMutations(workspace, flow).create);
  const earlier = useEarlierRun(run.id);
  const [comparing, setComparing] = useState(false);
  if (step.output === null || step.status !== "succeeded") return null;
  return (
    <section className="side-sec" aria-label={`Result of ${step.name}`}>
      <div className="smp-actions">
        {create.isSuccess ? <p className="small muted" role="status">Kept as “{create.data.name}”.</p> : <Button size="s" busy={create.isPending} onClick={() => create.mutate({ node: step.node, from: { kind: "run", run: run.id } })}><BookmarkPlus className="ic ic-s" aria-hidden />Use as sample</Button>}
        <Button size="s" aria-expanded={comparing} aria-disabled={earlier === null || undefined} title={earlier === null ? "There is no earlier run" : undefined} onClick={() => earlier !== null && setComparing(!comparing)}><GitCompare className="ic ic-s" aria-hidden />Compare with the last result</Button>
      </div>
      {create.isError ? <Notice mark="failed" live>{errorText(create.error)}</Notice> : null}
      {comparing && earlier !== null ? <StepDifference step={step} before={earlier} /> : null}
    </section>
  );
}
