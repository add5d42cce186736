"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { useSearchFilter } from "#components/ui/use-search-filter.ts";
import { runListQuery } from "#lib/client/queries/runs.ts";
import { refreshRunList } from "#lib/client/refresh-run-list.ts";
import { useLiveRuns } from "#lib/client/use-live-runs.ts";
import { RunFilters, runStatuses } from "./run-filters.tsx";
import { RunTable } from "./run-table.tsx";

export function RunsScreen() {
  const { slug } = useWorkspace();
  const client = useQueryClient();
  const [statusParam, setStatus] = useSearchFilter("status");
  const [flow, setFlow] = useSearchFilter("flow");
  const status = runStatuses.find((candidate) => candidate === statusParam);
  const filter = { ...(status ? { status } : {}), ...(flow === undefined ? {} : { flow }) };
  const list = useInfiniteQuery(runListQuery(slug, filter));
  useLiveRuns({ workspace: slug, onChange: (changed) => refreshRunList(client, slug, filter, changed) });
  function clear() {
    setStatus(undefined);
    setFlow(undefined);
  }
  return (
    <main id="page" className="pg">
      <header className="pg-head"><h1>Runs</h1></header>
      <RunFilters status={status} flow={flow} onStatus={setStatus} onFlow={setFlow} />
      <RunTable
        list={list}
        empty={
          status || flow ? (
            <EmptyState title="No run matches" action={<Button onClick={clear}>Clear filters</Button>}>It appears here as soon as one does.</EmptyState>
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
