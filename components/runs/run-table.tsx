"use client";

import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import type { RunPage } from "#lib/client/merge-runs.ts";
import { RequestError } from "#lib/client/request.ts";
import type { FlowChange } from "#lib/contracts/flow-changes.schema.ts";
import { ChangeRows } from "./change-rows.tsx";
import { RunRow } from "./run-row.tsx";
import { starterInWords } from "./starter-words.ts";
import { useMemberNames } from "./use-member-names.ts";
import { withChanges } from "./with-changes.ts";

export interface RunTableProps {
  list: UseInfiniteQueryResult<InfiniteData<RunPage>>;
  /** Of the flow whose runs these are; none for runs of several. */
  changes: readonly FlowChange[];
  empty: ReactNode;
}

export function RunTable({ list, changes, empty }: RunTableProps) {
  const { slug } = useWorkspace();
  const runs = list.data?.pages.flatMap((page) => page.runs) ?? [];
  const names = useMemberNames([...runs.map((run) => run.startedBy), ...changes.map(({ by }) => by)]);
  if (list.isPending) return <Skeleton label="Reading runs" rows={8} />;
  if (!list.data) {
    return (
      <ErrorState title="The run list did not load" requestId={list.error instanceof RequestError ? list.error.requestId : null} onRetry={() => void list.refetch()}>
        {errorText(list.error)} Your filters are kept.
      </ErrorState>
    );
  }
  if (runs.length === 0) return empty;
  return (
    <>
      <table className="tbl rl-tbl" aria-busy={list.isPlaceholderData}>
        <caption className="vh">Runs, newest first</caption>
        <thead><tr><th className="r-st">State</th><th className="r-flow">Flow</th><th className="r-ver">Version</th><th className="r-by">Started by</th><th className="r-at">Started</th><th className="r-took">Took</th><th>Outcome</th></tr></thead>
        <tbody>
          {withChanges(runs, changes, list.hasNextPage).map((row) => row.kind === "run"
            ? <RunRow key={row.run.id} run={row.run} workspace={slug} starter={starterInWords(row.run.startedBy, names)} />
            : <ChangeRows key={row.changes[0]?.id} changes={row.changes} flow={runs[0]?.flow.id ?? ""} names={names} />)}
        </tbody>
      </table>
      {list.hasNextPage ? (
        <div className="more-row">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button>
          <span className="small muted">{runs.length} shown</span>
        </div>
      ) : null}
    </>
  );
}
