"use client";

import { useMutation } from "@tanstack/react-query";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { type Mark } from "#components/ui/status-mark.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { flowMutations } from "#lib/client/mutations/flow-mutations.ts";
import type { FlowSummary } from "#lib/contracts/flows.schema.ts";
import { NextStart } from "./next-start.tsx";

function liveState(flow: FlowSummary): { mark: Mark; word: string } {
  switch (flow.recentRuns.at(-1)?.status) {
    case "failed":
      return { mark: "failed", word: "Last run failed" };
    case "running":
      return { mark: "running", word: "Running" };
    case "waiting":
      return { mark: "waiting", word: "Waiting" };
    default:
      return { mark: "success", word: "Live" };
  }
}

/** Draft, live or paused, in words; a paused one says why and can be resumed on the spot. */
export function FlowState({ flow }: { flow: FlowSummary }) {
  const { slug, may } = useWorkspace();
  const resume = useMutation(flowMutations(slug).resume);
  if (flow.paused) {
    return (
      <>
        <div><StatusLabel mark="cancelled">Paused</StatusLabel></div>
        <div className="small faint">
          <span className="cut" title={flow.paused.reason}>{flow.paused.reason}</span>
          {may("flows:write") ? (
            <button type="button" className="link" aria-label={`Resume ${flow.name}`} disabled={resume.isPending} onClick={() => resume.mutate({ flow: flow.id })}>
              {resume.isPending ? "Resuming" : "Resume"}
            </button>
          ) : null}
          {resume.isError ? <span role="alert"> {errorText(resume.error)}</span> : null}
        </div>
      </>
    );
  }
  if (flow.liveVersion === null) {
    return <><div className="strong">Draft</div><div className="small faint">edited <Moment iso={flow.updatedAt} style="ago" /></div></>;
  }
  const { mark, word } = liveState(flow);
  return <><div><StatusLabel mark={mark}>{word}</StatusLabel></div><div className="small faint">version {flow.liveVersion}</div>{flow.nextAt === null ? null : <div className="small muted"><NextStart at={flow.nextAt} href={`/w/${slug}/flows/${flow.id}/schedule`} /></div>}</>;
}
