"use client";

import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { RequestError } from "#lib/client/request.ts";
import type { FlowSummary } from "#lib/contracts/flows.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { FlowRow } from "./flow-row.tsx";

export interface FlowTableProps {
  list: UseInfiniteQueryResult<InfiniteData<{ flows: FlowSummary[]; next: string | null; total: number }>>;
  types: NodeTypes;
  empty: ReactNode;
}

export function FlowTable({ list, types, empty }: FlowTableProps) {
  const { slug } = useWorkspace();
  if (list.isPending) return <Skeleton label="Reading flows" rows={6} />;
  if (!list.data) {
    return (
      <ErrorState title="The list of flows did not load" requestId={list.error instanceof RequestError ? list.error.requestId : null} onRetry={() => void list.refetch()}>
        {errorText(list.error)}
      </ErrorState>
    );
  }
  const flows = list.data.pages.flatMap((page) => page.flows);
  if (flows.length === 0) return empty;
  return (
    <>
      <table className="tbl fl-tbl">
        <caption className="vh">Flows, newest first</caption>
        <thead>
          <tr>
            <th className="c-pat"><span className="vh">Pattern</span></th><th>Flow</th><th className="c-strip">Shape</th><th className="c-hist">Last 28 runs</th><th className="c-st">State</th>
            <th className="c-more"><span className="vh">More</span></th>
          </tr>
        </thead>
        <tbody>{flows.map((flow) => <FlowRow key={flow.id} flow={flow} workspace={slug} types={types} />)}</tbody>
      </table>
      {list.hasNextPage ? (
        <div className="more-row">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button>
          <span className="small muted">{flows.length} of {list.data.pages.at(-1)?.total.toLocaleString("en")} shown</span>
        </div>
      ) : null}
    </>
  );
}
