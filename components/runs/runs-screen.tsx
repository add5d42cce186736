"use client";

import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { OpenApprovals } from "#components/approvals/open-approvals.tsx";
import { RedriveDialog } from "#components/failures/redrive-dialog.tsx";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { useThrottled } from "#components/ui/use-throttled.ts";
import { flowKeys } from "#lib/client/queries/flows.ts";
import { runChartQuery, runListQuery } from "#lib/client/queries/runs.ts";
import { refreshRunList } from "#lib/client/refresh-run-list.ts";
import { useLiveRuns } from "#lib/client/use-live-runs.ts";
import { RunChart } from "./run-chart.tsx";
import { RunFilters } from "./run-filters.tsx";
import { RunTable } from "./run-table.tsx";
import { RunViews } from "./run-views.tsx";
import { RunsHead } from "./runs-head.tsx";
import { useChangesSince } from "./use-changes-since.ts";
import { useRunFilter } from "./use-run-filter.ts";

/** It counts up to 20,000 runs each time. */
const chartEveryMs = 3_000;

export function RunsScreen() {
  const { slug, may } = useWorkspace();
  const client = useQueryClient();
  const { values, filter, count, set, clear, query } = useRunFilter();
  const [isRedriving, setIsRedriving] = useState(false);
  const list = useInfiniteQuery(runListQuery(slug, filter));
  const isLive = values.kind !== "test";
  const chart = useQuery(runChartQuery(slug, filter));
  const renewChart = useThrottled(() => void chart.refetch(), chartEveryMs);
  const isLost = useLiveRuns({
    workspace: slug,
    onChange: (changed) => {
      renewChart();
      return refreshRunList(client, slug, filter, changed);
    },
    onFlowChange: () => void client.invalidateQueries({ queryKey: flowKeys.changes(slug) }),
  });
  const runs = list.data?.pages.flatMap((page) => page.runs);
  const { flow, since, until } = filter;
  const oldest = [runs?.at(-1)?.createdAt, chart.data?.bars[0]?.at].filter((at) => at !== undefined).toSorted()[0];
  const changes = useChangesSince(slug, flow !== undefined && isLive ? { flow, since, until } : null, oldest);
  const hasRuns = (runs?.length ?? 0) > 0;
  const failures = chart.data?.bars.filter(({ status }) => status === "failed").reduce((sum, bar) => sum + bar.count, 0) ?? 0;
  return (
    <main id="page" className="pg">
      <RunsHead isLost={isLost} />
      <RunViews query={query} canSave={count > 0} />
      <RunFilters values={values} onChange={set} />
      {isLive && (values.status === undefined || values.status === "waiting") ? <OpenApprovals flow={values.flow} /> : null}
      <RunChart chart={chart.data} changes={changes} onSpan={(since, until) => set({ since, until, period: "" })} />
      {count > 0 ? (
        <div className="rl-acts">
          {hasRuns ? <Button size="s" onClick={clear}>Clear filters</Button> : null}
          {values.fingerprint === undefined ? null : <span className="small muted">Only failures with one cause.</span>}
          {values.redrive === undefined ? null : <span className="small muted">Only runs of one redrive.</span>}
          {isLive && failures > 0 && may("runs:start") ? <Button size="s" onClick={() => setIsRedriving(true)}>{chart.data?.more === false ? `Redrive ${failures.toLocaleString("en-GB")} failed` : "Redrive the failed ones"}</Button> : null}
        </div>
      ) : null}
      <RunTable
        list={list}
        changes={changes}
        empty={
          count > 0 ? (
            <EmptyState title="No run matches" action={<Button onClick={clear}>Clear filters</Button>}>It appears here as soon as one does.</EmptyState>
          ) : isLive ? (
            <EmptyState title="No runs yet" action={<LinkButton href={`/w/${slug}/flows`}>Go to flows</LinkButton>}>
              Publish a flow; each time its trigger fires, the run appears here with every step, its input and its output.
            </EmptyState>
          ) : (
            <EmptyState title="No test runs yet" action={<LinkButton href={`/w/${slug}/flows`}>Go to flows</LinkButton>}>
              Test run a draft in the editor; the run appears here, with what it would have written marked as simulated.
            </EmptyState>
          )
        }
      />
      {isRedriving ? <RedriveDialog title="Redrive the failed ones that match" filter={jsonFilter(filter)} onClose={() => setIsRedriving(false)} /> : null}
    </main>
  );
}

/** As a body takes it: numbers as numbers. */
function jsonFilter({ version, minMs, maxMs, left, ...rest }: ReturnType<typeof useRunFilter>["filter"]) {
  const number = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));
  return { ...rest, version: number(version), minMs: number(minMs), maxMs: number(maxMs), left: left === undefined ? undefined : left === "true" };
}
