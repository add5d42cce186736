"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { OpenApprovals } from "#components/approvals/open-approvals.tsx";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { useSearchFilter } from "#components/ui/use-search-filter.ts";
import { type RunFilter, runListQuery } from "#lib/client/queries/runs.ts";
import { refreshRunList } from "#lib/client/refresh-run-list.ts";
import { useLiveRuns } from "#lib/client/use-live-runs.ts";
import { RunFilters, runStatuses } from "./run-filters.tsx";
import { RunTable } from "./run-table.tsx";

export function RunsScreen() {
  const { slug } = useWorkspace();
  const client = useQueryClient();
  const [statusParam, setStatus] = useSearchFilter("status");
  const [flow, setFlow] = useSearchFilter("flow");
  const [kindParam, setKind] = useSearchFilter("kind");
  const kind = kindParam === "test" ? "test" : "live";
  const status = runStatuses.find((candidate) => candidate === statusParam);
  const filter: RunFilter = { ...(status ? { status } : {}), ...(flow === undefined ? {} : { flow }), ...(kind === "test" ? { kind } : {}) };
  const list = useInfiniteQuery(runListQuery(slug, filter));
  useLiveRuns({ workspace: slug, onChange: (changed) => refreshRunList(client, slug, filter, changed) });
  function clear() {
    setStatus(undefined);
    setFlow(undefined);
  }
  return (
    <main id="page" className="pg">
      <header className="pg-head"><h1>Runs</h1></header>
      <RunFilters kind={kind} status={status} flow={flow} onKind={(chosen) => setKind(chosen === "test" ? chosen : undefined)} onStatus={setStatus} onFlow={setFlow} />
      {kind === "live" && (status === undefined || status === "waiting") ? <OpenApprovals flow={flow} /> : null}
      <RunTable
        list={list}
        empty={
          status || flow ? (
            <EmptyState title="No run matches" action={<Button onClick={clear}>Clear filters</Button>}>It appears here as soon as one does.</EmptyState>
          ) : kind === "test" ? (
            <EmptyState title="No test runs yet" action={<LinkButton href={`/w/${slug}/flows`}>Go to flows</LinkButton>}>
              Test run a draft in the editor; the run appears here, with what it would have written marked as simulated.
            </EmptyState>
          ) : (
            <EmptyState title="No runs yet" action={<LinkButton href={`/w/${slug}/flows`}>Go to flows</LinkButton>}>
              Publish a flow; each time its trigger fires, the run appears here with every step, its input and its output.
            </EmptyState>
          )
        }
      />
    </main>
  );
}
