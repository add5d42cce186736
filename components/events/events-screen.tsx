"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { RedriveDialog } from "#components/failures/redrive-dialog.tsx";
import { ConnectionLost } from "#components/runs/connection-lost.tsx";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { type EventFilter, eventKeys, eventListQuery } from "#lib/client/queries/events.ts";
import { RequestError } from "#lib/client/request.ts";
import { useLiveRuns } from "#lib/client/use-live-runs.ts";
import { EventFilters } from "./event-filters.tsx";
import { EventMatrix, type RedriveTarget } from "./event-matrix.tsx";
import { EventReplayDialog } from "./event-replay-dialog.tsx";
import { EventReplayList } from "./event-replay-list.tsx";
import { EventsHead } from "./events-head.tsx";
import { LookedThrough } from "./looked-through.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { useEventFilter } from "./use-event-filter.ts";

type Asking = { what: "redrive"; target: RedriveTarget } | { what: "replay" } | { what: "publish" };

/** The event log: what came, and what became of each event at each flow. */
export function EventsScreen() {
  const { slug, may } = useWorkspace();
  const client = useQueryClient();
  const { values, filter, count, set } = useEventFilter();
  const [asking, setAsking] = useState<Asking | null>(null);
  const list = useInfiniteQuery(eventListQuery(slug, filter));
  const isLost = useLiveRuns({ workspace: slug, everyMs: 1_000, pollMs: 5_000, onChange: async () => { if (filter.text === undefined) await client.invalidateQueries({ queryKey: eventKeys.list(slug, filter) }); } });
  const events = list.data?.pages.flatMap((page) => page.events) ?? [];
  const flows = [...new Map((list.data?.pages ?? []).flatMap((page) => page.flows.map((flow) => [flow.id, flow]))).values()].toSorted((a, b) => Number(b.id === filter.flow) - Number(a.id === filter.flow) || a.name.localeCompare(b.name));
  const sources = (list.data?.pages ?? []).flatMap((page) => page.sources);
  const clear = () => set({ name: "", id: "", key: "", text: "", source: "", flow: "", state: "", period: "", since: "", until: "" });
  const close = () => setAsking(null);
  const { name, since, until, flow } = filter;
  const only = onlyForAll(filter);
  return (
    <main id="page" className="pg">
      <EventsHead><ConnectionLost isLost={isLost} />{may("events:write") ? <Button onClick={() => setAsking({ what: "publish" })}>Publish</Button> : null}</EventsHead>
      <EventReplayList shown="now" />
      <EventFilters values={values} onChange={set} />
      {events.length > 0 ? (
        <div className="rl-acts">
          {count > 0 ? <Button size="s" onClick={clear}>Clear filters</Button> : null}
          {may("runs:start") ? (
            <>
              {only.redrive === null ? <Button size="s" onClick={() => setAsking({ what: "redrive", target: {} })}>Redrive what failed</Button> : null}
              {only.replay === null ? <Button size="s" onClick={() => setAsking({ what: "replay" })}>Deliver again</Button> : null}
              {only.replay === null ? null : <span className="small muted">{only.redrive ?? only.replay}</span>}
            </>
          ) : null}
        </div>
      ) : null}
      {list.isPending ? <Skeleton label="Reading events" rows={8} /> : null}
      {list.isError && !list.data ? <ErrorState title="The event log did not load" requestId={list.error instanceof RequestError ? list.error.requestId : null} onRetry={() => void list.refetch()}>{errorText(list.error)} Your filters are kept.</ErrorState> : null}
      {list.data && events.length === 0 ? (
        count > 0 ? <EmptyState title="No event matches" action={<Button onClick={clear}>Clear filters</Button>}>{filter.text === undefined ? "It appears here as soon as one does." : "None of those that were looked through has it."}</EmptyState> : (
          <EmptyState title="No events yet" action={may("events:write") ? <Button onClick={() => setAsking({ what: "publish" })}>Publish an event</Button> : undefined}>What webhooks, forms, polls, flows and the API bring stands here, with what became of it at every flow that listens.</EmptyState>
        )
      ) : null}
      {events.length > 0 ? <EventMatrix events={events} flows={flows} sources={sources} onRedrive={(target) => setAsking({ what: "redrive", target })} /> : null}
      {list.hasNextPage ? <div className="more-row"><Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{filter.text === undefined ? "Show more" : "Look further back"}</Button>{filter.text === undefined ? <span className="small muted">{events.length} shown</span> : null}</div> : null}
      {filter.text === undefined || !list.data ? null : <LookedThrough pages={list.data.pages} />}
      <EventReplayList shown="before" />
      {asking?.what === "publish" ? <PublishDialog onClose={close} /> : null}
      {asking?.what === "replay" ? <EventReplayDialog title="Deliver these events again" choice={{ name, since, until, flow }} onClose={close} /> : null}
      {asking?.what === "redrive" ? <RedriveDialog title={redriveTitle(asking.target)} filter={{ kind: "live", status: "failed", flow: asking.target.flow?.id ?? flow, event: asking.target.event?.id, ...(asking.target.event ? {} : { eventName: name, since, until }) }} onClose={close} /> : null}
    </main>
  );
}

/** Why what is shown cannot be done again as a whole: these go by name, flow and time alone, and would take in more than is seen. */
function onlyForAll({ id, key, text, source, state }: EventFilter): { redrive: string | null; replay: string | null } {
  if (id !== undefined || key !== undefined || text !== undefined || source !== undefined) {
    const all = "To do many again at once, choose them by name, flow and time. One is done again from its row or its page.";
    return { redrive: all, replay: all };
  }
  if (state === undefined) return { redrive: null, replay: null };
  const replay = "“Deliver again” takes every event of a name, flow and time: choose “All” to use it, or open one of these.";
  return { redrive: state === "failed" ? null : replay, replay };
}

function redriveTitle({ event, flow }: RedriveTarget): string {
  if (event && flow) return `Redrive ${event.name} in ${flow.name}`;
  if (event) return `Redrive what failed of ${event.name}`;
  return flow ? `Redrive what failed in ${flow.name}` : "Redrive what failed of these events";
}
