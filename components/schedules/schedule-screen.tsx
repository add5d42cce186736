"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { FlowCrumbs } from "#components/flows/flow-crumbs.tsx";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { useNow } from "#components/ui/use-now.ts";
import { errorText } from "#lib/client/error-text.ts";
import { occurrencesQuery } from "#lib/client/queries/schedules.ts";
import { RequestError } from "#lib/client/request.ts";
import { useLiveRuns } from "#lib/client/use-live-runs.ts";
import type { LiveSchedule } from "#lib/contracts/schedules.schema.ts";
import { OccurrenceTable } from "./occurrence-table.tsx";
import { missedInWords } from "./missed-words.ts";
import { UpcomingList } from "./upcoming-list.tsx";

/** When a flow starts by itself: what comes, and what became of what came. */
export function ScheduleScreen({ flow }: { flow: string }) {
  const { slug } = useWorkspace();
  const now = useNow(30_000);
  const list = useInfiniteQuery(occurrencesQuery(slug, flow));
  useLiveRuns({ workspace: slug, everyMs: 2_000, onChange: () => list.refetch() });
  const home = `/w/${slug}`;
  const [first] = list.data?.pages ?? [];
  const occurrences = list.data?.pages.flatMap((page) => page.occurrences) ?? [];
  return (
    <main id="page" className="pg">
      <header className="pg-head">
        <FlowCrumbs flow={flow} name={first?.flow.name} />
        <h1>Schedule</h1>
      </header>
      {list.isPending ? <Skeleton label="Reading the schedule" rows={6} /> : first ? (
        <>
          <Ahead schedule={first.schedule} home={home} flow={flow} now={now} />
          <section className="sec" aria-labelledby="past">
            <h2 id="past">Past</h2>
            {occurrences.length === 0 ? <EmptyState title="Nothing has come yet">Each occurrence appears here with what became of it: the run it started, or why it started none.</EmptyState> : <OccurrenceTable occurrences={occurrences} zone={first.schedule?.zone ?? "UTC"} workspace={slug} now={now} />}
            {list.hasNextPage ? <div className="more-row"><Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button><span className="small muted">{occurrences.length} shown</span></div> : null}
          </section>
        </>
      ) : (
        <ErrorState title="The schedule did not load" requestId={list.error instanceof RequestError ? list.error.requestId : null} onRetry={() => void list.refetch()}>{errorText(list.error)}</ErrorState>
      )}
    </main>
  );
}

function Ahead({ schedule, home, flow, now }: { schedule: LiveSchedule | null; home: string; flow: string; now: number }) {
  if (!schedule) {
    return (
      <EmptyState title="No schedule is live" action={<LinkButton href={`${home}/flows/${flow}`}>Open the flow</LinkButton>}>
        What is published of this flow does not start by a schedule. Let it begin with Schedule, then publish it.
      </EmptyState>
    );
  }
  return (
    <section className="sec" aria-labelledby="next">
      <div className="sec-head"><h2 id="next">{schedule.words}</h2><p className="muted">{missedInWords(schedule)}</p></div>
      {schedule.state === "paused" ? (
        <Notice mark="cancelled" action={<LinkButton size="s" href={`${home}/flows`}>Go to flows</LinkButton>}>The flow is paused: nothing starts until it is resumed. What came meanwhile counts as missed then.</Notice>
      ) : <UpcomingList schedule={schedule} now={now} />}
    </section>
  );
}
