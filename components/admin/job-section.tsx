"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { queueJobsQuery } from "#lib/client/queries/instance.ts";
import type { JobState, Queue, QueueJob } from "#lib/contracts/queue.schema.ts";
import { HandBackDialog } from "./hand-back-dialog.tsx";
import { JobTable } from "./job-table.tsx";

export interface JobSectionProps {
  workspaces: Queue["groups"];
  workspace: string | null;
  onWorkspace: (workspace: string | null) => void;
}

const states: { value: JobState; face: string; none: string }[] = [
  { value: "leased", face: "Running", none: "No worker has a job now." },
  { value: "due", face: "Due", none: "Nothing waits for a worker." },
  { value: "sleeping", face: "Sleeping", none: "Nothing sleeps or waits for another attempt." },
  { value: "suspect", face: "Crashed", none: "No job has lost its worker twice." },
];

/** Single jobs, the oldest first. */
export function JobSection({ workspaces, workspace, onWorkspace }: JobSectionProps) {
  const [state, setState] = useState<JobState>("leased");
  const [asked, setAsked] = useState<QueueJob | null>(null);
  const jobs = useInfiniteQuery(queueJobsQuery(state, workspace));
  const rows = jobs.data?.pages.flatMap((page) => page.jobs) ?? [];
  const named = workspaces.map((entry) => ({ value: entry.workspace, label: entry.workspaceName ?? entry.workspace }));
  // One that has nothing queued any more stays chosen.
  const gone = workspace === null || named.some((entry) => entry.value === workspace) ? [] : [{ value: workspace, label: workspace }];
  const options = [{ value: "", label: "All workspaces" }, ...named, ...gone];
  return (
    <section className="sec" id="jobs">
      <div className="sec-head"><h2>Jobs</h2><p className="muted">The oldest first. A job is what a worker does next for a run. Crashed ones have lost their worker twice, and run one at a time.</p></div>
      <div className="rl-bar">
        <Segmented label="State" value={state} segments={states} onValue={setState} />
        <Select aria-label="Workspace" value={workspace ?? ""} options={options} onValue={(value) => onWorkspace(value === "" ? null : value)} />
      </div>
      {jobs.isPending ? <Skeleton label="Reading jobs" rows={4} /> : null}
      {jobs.isError && !jobs.data ? <ErrorState title="The jobs did not load" onRetry={() => void jobs.refetch()}>{errorText(jobs.error)}</ErrorState> : null}
      {jobs.data && rows.length === 0 ? <p>{states.find((entry) => entry.value === state)?.none}</p> : null}
      {rows.length > 0 ? <JobTable jobs={rows} onHandBack={setAsked} /> : null}
      {jobs.hasNextPage ? <div className="more-row"><Button busy={jobs.isFetchingNextPage} onClick={() => void jobs.fetchNextPage()}>Show more</Button><span className="muted small">{rows.length} shown</span></div> : null}
      {asked ? <HandBackDialog job={asked} onClose={() => setAsked(null)} /> : null}
    </section>
  );
}
