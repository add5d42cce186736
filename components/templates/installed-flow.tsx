"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { flowMutations } from "#lib/client/mutations/flow-mutations.ts";
import { flowQuery } from "#lib/client/queries/flows.ts";
import { RequestError } from "#lib/client/request.ts";
import { runQuery } from "#lib/client/queries/runs.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import { FlowStart } from "./flow-start.tsx";
import { NowLive } from "./now-live.tsx";
import { SampleChoice } from "./sample-choice.tsx";
import { SampleRun } from "./sample-run.tsx";
import { stepNumber, WizardSteps } from "./wizard-steps.tsx";

export interface InstalledFlowProps {
  flow: string;
  /** Its last test-run. */
  run: string | null;
  content: TemplateContent;
  nodeTypes: NodeTypes;
  /** A connection was left for later. */
  connectsLater: boolean;
  testing: boolean;
  /** Why it could not be tested, in words. */
  testProblem: string | null;
  dropping: boolean;
  dropProblem: unknown;
  /** Runs a sample, by its place in the template. */
  onTry: (sample: number) => void;
  onDrop: (then: "change" | "leave") => void;
  /** Somebody deleted it. */
  onGone: () => void;
  /** It was published or is kept: there is nothing to come back to. */
  onSettled: () => void;
}

function Settled({ content, flow, nodeTypes }: { content: TemplateContent; flow: Flow; nodeTypes: NodeTypes }) {
  return <div className="tw-made"><WizardSteps content={content} at={null} connectsLater={false} /><NowLive flow={flow} nodeTypes={nodeTypes} /></div>;
}

/** The draft that was made: its sample run, then publish, keep or discard. */
export function InstalledFlow({ flow: id, run, content, nodeTypes, connectsLater, testing, testProblem, dropping, dropProblem, onTry, onDrop, onGone, onSettled }: InstalledFlowProps) {
  const { slug } = useWorkspace();
  const flow = useQuery(flowQuery(slug, id));
  const publish = useMutation(flowMutations(slug).publish);
  const [sample, setSample] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const isGone = flow.error instanceof RequestError && flow.error.status === 404;
  const isThere = flow.data !== undefined;
  const last = useQuery({ ...runQuery(slug, run ?? ""), enabled: run !== null });
  const isTried = last.data !== undefined && last.data.id === run && last.data.status === "succeeded";
  // The button that was pressed is gone, and the keyboard with it.
  useEffect(() => {
    if (isThere) heading.current?.focus();
  }, [isThere]);
  if (publish.data) return <Settled content={content} flow={publish.data} nodeTypes={nodeTypes} />;
  if (isGone) return <ErrorState title="This draft is gone" onRetry={onGone}>Somebody deleted it. Your answers are kept: make it again.</ErrorState>;
  if (flow.isError) return <ErrorState title="The draft did not load" onRetry={() => void flow.refetch()}>{errorText(flow.error)}</ErrorState>;
  if (!flow.data) return <Skeleton label="Reading the draft" rows={3} />;
  const { draftRevision, liveVersion } = flow.data;
  if (liveVersion !== null) return <Settled content={content} flow={flow.data} nodeTypes={nodeTypes} />;
  const draft = `/w/${slug}/flows/${id}`;
  function tryAt(at: number) {
    setSample(at);
    onTry(at);
  }
  return (
    <div className="tw-made">
      <WizardSteps content={content} at={isTried ? "publish" : "run"} connectsLater={connectsLater} />
      <section className="tw-step" aria-labelledby="tw-run">
        <div className="row wrap">
          <h2 id="tw-run" ref={heading} tabIndex={-1} className="h-body" data-step={stepNumber(content, "run")}>Sample run</h2>
          <span className="small muted">of the draft “{flow.data.name}”, with writes off</span>
          <span className="grow" />
          <SampleChoice samples={content.samples} at={sample} onAt={tryAt} />
          <Button look="water" busy={testing} onClick={() => onTry(sample)}>{run === null ? "Test run" : "Test again"}</Button>
        </div>
        {testProblem === null ? null : <Notice mark="warning" live action={<LinkButton href={draft}>Open the draft</LinkButton>}>{testProblem}</Notice>}
        {run === null ? null : <SampleRun key={run} run={run} content={content} nodeTypes={nodeTypes} sample={content.samples[sample] ?? null} />}
      </section>
      <section className="tw-step" aria-labelledby="tw-then">
        <h2 id="tw-then" className="h-body" data-step={stepNumber(content, "publish")}>Publish</h2>
        <p className="muted">Publishing makes it live at once. From then on:</p>
        <FlowStart flow={flow.data} nodeTypes={nodeTypes} />
        {publish.error ? <Notice mark="failed" live action={<LinkButton href={draft}>Open the draft</LinkButton>}>{errorText(publish.error)}</Notice> : null}
        {dropProblem ? <Notice mark="failed" live>{errorText(dropProblem)}</Notice> : null}
        <div className="form-end">
          <Button look="ink" size="l" busy={publish.isPending} onClick={() => publish.mutate({ flow: id, baseRevision: draftRevision, message: `Made from the template “${content.name}”` }, { onSuccess: onSettled })}>Publish</Button>
          <LinkButton size="l" href={draft} onClick={onSettled}>Keep as a draft</LinkButton>
          <span className="grow" />
          <Button look="bare" busy={dropping} onClick={() => onDrop("change")}>Change the answers</Button>
          <Button look="bare" busy={dropping} onClick={() => onDrop("leave")}>Discard</Button>
        </div>
        <p className="small muted">A draft does nothing by itself. Discard deletes the draft and its samples.</p>
      </section>
    </div>
  );
}
