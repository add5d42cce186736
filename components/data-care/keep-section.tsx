"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { KeepRunsDialog } from "#components/flows/keep-runs-dialog.tsx";
import { keepInWords } from "#components/flows/keep-words.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { useDebounced } from "#components/ui/use-debounced.ts";
import { errorText } from "#lib/client/error-text.ts";
import { flowListQuery } from "#lib/client/queries/flows.ts";
import type { FlowSummary } from "#lib/contracts/flows.schema.ts";

/** How long each flow's runs are kept, and the same dialog as in the list of flows to change it. */
export function KeepSection() {
  const { slug, may, role } = useWorkspace();
  const [typed, setTyped] = useState("");
  const search = useDebounced(typed.trim(), 250);
  const list = useInfiniteQuery(flowListQuery(slug, search === "" ? {} : { search }));
  const [asking, setAsking] = useState<FlowSummary | null>(null);
  const flows = list.data?.pages.flatMap((page) => page.flows) ?? [];
  const total = list.data?.pages.at(-1)?.total ?? 0;
  const mayKeep = may("flows:keep");
  return (
    <section className="sec pg-narrow" aria-labelledby="keep-title">
      <div className="sec-head">
        <h2 id="keep-title">How long runs are kept</h2>
        <p className="muted">Each flow has its own time. When it is over, a run is deleted with its input, outputs and logs. With “No data is kept” only states, times and counts stay.{mayKeep ? "" : ` Your role, ${role}, can look at the times; an admin or owner changes them.`}</p>
      </div>
      {list.hasNextPage || search !== "" || typed !== "" ? <TextInput type="search" icon={<Search className="ic" aria-hidden />} aria-label="Find flows by name" placeholder="Find a flow by name" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} /> : null}
      {list.isPending ? <Skeleton label="Reading flows" rows={3} /> : null}
      {list.isError && !list.data ? <ErrorState title="The flows did not load" onRetry={() => void list.refetch()}>{errorText(list.error)}</ErrorState> : null}
      {list.data && flows.length === 0 ? <p className="small muted" role="status">{search === "" ? "There is no flow yet. A new flow keeps its runs for 30 days." : "No flow has this in its name."}</p> : null}
      {flows.length > 0 ? (
        <ul className="fr-list" aria-labelledby="keep-title">
          {flows.map((flow) => (
            <li key={flow.id}>
              <Link className="cut" href={`/w/${slug}/flows/${flow.id}`} prefetch={false}>{flow.name}</Link>
              <span className="grow small muted">{keepInWords(flow.keep)}</span>
              {mayKeep ? <Button size="s" aria-label={`Change how long runs of ${flow.name} are kept`} onClick={() => setAsking(flow)}>Change</Button> : null}
            </li>
          ))}
        </ul>
      ) : null}
      {list.hasNextPage ? <div className="row"><Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button><span className="small muted">{flows.length} of {total.toLocaleString("en")} flows</span></div> : null}
      {asking === null ? null : <KeepRunsDialog flow={asking} onClose={() => setAsking(null)} />}
    </section>
  );
}
