"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, RotateCw, Square, X } from "lucide-react";
import Link from "next/link";
import { useMemo, useState } from "react";
import { useStore } from "zustand";
import { canvasSteps } from "#components/runs/canvas-steps.ts";
import { endInWords } from "#components/runs/ending.ts";
import { isFinal, signalOf, wordOf } from "#components/runs/run-words.ts";
import { StepPanel } from "#components/runs/step-panel.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatDuration } from "#components/ui/format-duration.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { runMutations } from "#lib/client/mutations/run-mutations.ts";
import { runKeys, runQuery } from "#lib/client/queries/runs.ts";
import { useLiveRuns } from "#lib/client/use-live-runs.ts";
import type { RunDetail, Wait } from "#lib/contracts/runs.schema.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { RunCanvas } from "../run-canvas.tsx";
import { StepTools } from "../samples/step-tools.tsx";

/** Most test-runs neither ask anybody nor are replayed. */
const ReplayDialog = lazyPart(async () => (await import("#components/runs/replay-dialog.tsx")).ReplayDialog);
const WaitCard = lazyPart(async () => (await import("#components/runs/wait-card.tsx")).WaitCard);

function counted(run: RunDetail): string {
  const ran = run.steps.filter((step) => step.status !== "skipped").length;
  const skipped = run.steps.length - ran;
  const steps = ran === 1 ? "1 step" : `${ran} steps`;
  return skipped === 0 ? steps : `${steps}, ${skipped} not taken`;
}

function isForPeople(wait: Wait): wait is Wait & { kind: "approval" | "effect" } {
  return wait.status === "open" && wait.kind !== "event";
}

/** What the reader must know or do: why it ended without a step that says so, and what it asks. */
function Asked({ run }: { run: RunDetail }) {
  const ending = run.status === "failed" && run.steps.some((step) => step.node === run.error?.node) ? null : endInWords(run);
  const waits = run.waits.filter(isForPeople);
  if (ending === null && waits.length === 0) return null;
  return (
    <div className="ed-run-notices">
      {ending === null ? null : <Notice mark={signalOf(run.status)} live>{ending}</Notice>}
      {waits.map((wait) => <WaitCard key={wait.id} run={run.id} wait={wait} step={run.steps.find((step) => step.node === wait.node)?.name ?? "a step"} />)}
    </div>
  );
}

/** A test-run over the canvas: the draft as it ran, its steps in their states, until the reader goes back to the draft. */
export function RunOverlay({ run: id }: { run: string }) {
  const { store, workspace, testRun } = useEditorSession();
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const draft = useEditor((state) => state.document);
  const client = useQueryClient();
  const readOnly = useEditor((state) => state.readOnly);
  const testing = useStore(testRun.state);
  const stop = useMutation(runMutations(workspace, id).cancel);
  const { data: run, error } = useQuery(runQuery(workspace, id));
  /** Undefined until the reader chose or closed a step: then it is the one that failed the run. */
  const [chosen, setSelected] = useState<string | null>();
  const [replaying, setReplaying] = useState<string | null>(null);
  useLiveRuns({
    workspace,
    run: id,
    everyMs: 200,
    enabled: run === undefined || !isFinal(run.status),
    onChange: () => client.invalidateQueries({ queryKey: runKeys.detail(workspace, id) }),
  });
  const steps = useMemo(() => (run ? canvasSteps(run) : []), [run]);
  const selected = chosen === undefined ? (run?.status === "failed" ? (run.error?.node ?? null) : null) : chosen;
  const step = run?.steps.find((candidate) => candidate.node === selected);
  const took = run?.startedAt && run.finishedAt ? formatDuration(Date.parse(run.finishedAt) - Date.parse(run.startedAt)) : null;
  return (
    <>
      <div className="ed-run-bar" role="status">
        <b>Test run</b>
        {run ? <StatusLabel mark={signalOf(run.status)}>{wordOf(run.status)}</StatusLabel> : <span className="muted">{error ? errorText(error) : "Starting"}</span>}
        {run ? <span className="small muted only-wide">{counted(run)}{took === null ? "" : ` in ${took}`}</span> : null}
        <span className="grow" />
        <Link className="only-wide" href={`/w/${workspace}/runs/${id}`}>Open the run</Link>
        {run && !isFinal(run.status) ? <Button size="s" busy={stop.isPending} onClick={() => stop.mutate()}><Square className="ic ic-s" aria-hidden />Stop</Button> : null}
        {run && isFinal(run.status) && !readOnly ? <Button size="s" busy={testing.kind === "busy"} onClick={() => void testRun.again()}><RotateCw className="ic ic-s" aria-hidden />Run again</Button> : null}
        <Button size="s" onClick={() => store.getState().set({ overlay: null })}><ArrowLeft className="ic ic-s" aria-hidden />Back to draft</Button>
      </div>
      <div className="ed-run">
        <section className="canvas ed-run-canvas" aria-label="The draft as it ran">
          <RunCanvas document={run?.document ?? draft} nodeTypes={nodeTypes} steps={steps} selected={selected} onSelect={setSelected} />
        </section>
        {run ? <Asked run={run} /> : null}
        {testing.kind === "failed" ? <div className="ed-run-notices"><Notice mark="failed" live>{testing.message}</Notice></div> : null}
        {run && step ? (
          <aside className="rn-side ed-run-side" aria-label={`Step ${step.name}`}>
            <IconButton size="s" className="ed-run-close" label="Close the step" icon={X} onClick={() => setSelected(null)} />
            <StepPanel run={run} step={step} types={nodeTypes} onReplay={setReplaying} />
            {readOnly ? null : <StepTools key={step.node} run={run} step={step} />}
          </aside>
        ) : null}
      </div>
      {run && replaying !== null ? <ReplayDialog run={run} from={replaying} onClose={() => setReplaying(null)} /> : null}
    </>
  );
}
