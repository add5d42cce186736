"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { FlowCrumbs } from "#components/flows/flow-crumbs.tsx";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { pollNowMutation, pollQuery } from "#lib/client/queries/polls.ts";
import { RequestError } from "#lib/client/request.ts";
import type { PollState } from "#lib/contracts/polls.schema.ts";

/** How a flow's poll stands: when it asks next, what the last answer held, and why it fails. */
export function PollScreen({ flow }: { flow: string }) {
  const { slug, may } = useWorkspace();
  const found = useQuery(pollQuery(slug, flow));
  const ask = useMutation(pollNowMutation(slug, flow));
  const home = `/w/${slug}`;
  const { data } = found;
  return (
    <main id="page" className="pg">
      <header className="pg-head">
        <FlowCrumbs flow={flow} name={data?.flow.name} />
        <h1>Poll</h1>
        <span className="grow" />
        {data?.poll?.status === "active" && may("runs:start") ? <Button busy={ask.isPending} onClick={() => ask.mutate()}>Poll now</Button> : null}
      </header>
      <FormError error={ask.error} />
      {found.isPending ? <Skeleton label="Reading the poll" rows={4} /> : null}
      {found.isError && !data ? <ErrorState title="The poll did not load" requestId={found.error instanceof RequestError ? found.error.requestId : null} onRetry={() => void found.refetch()}>{errorText(found.error)}</ErrorState> : null}
      {data && !data.poll ? <EmptyState title="No poll is live" action={<LinkButton href={`${home}/flows/${flow}`}>Open the flow</LinkButton>}>What is published of this flow does not poll. Let it begin with Poll, then publish it.</EmptyState> : null}
      {data?.poll ? <Standing poll={data.poll} home={home} flow={flow} /> : null}
    </main>
  );
}

function Standing({ poll, home, flow }: { poll: NonNullable<PollState["poll"]>; home: string; flow: string }) {
  const { problem, failures, status, polledAt, nextAt } = poll;
  return (
    <section className="sec" aria-labelledby="standing">
      <div className="sec-head"><h2 id="standing">Every {poll.everyMinutes === 1 ? "minute" : `${poll.everyMinutes} minutes`}</h2><p className="muted data">{poll.url}</p></div>
      {status === "paused" ? <Notice mark="cancelled" action={<LinkButton size="s" href={`${home}/flows`}>Go to flows</LinkButton>}>The flow is paused, so it does not ask. What is listed when it is resumed is taken then.</Notice> : null}
      {failures > 0 && problem !== null ? <Notice mark="failed" live>{failures === 1 ? "The last try failed" : `The last ${failures} tries failed`}: {problem} Nothing is lost; it asks again by itself.</Notice> : null}
      <dl className="facts">
        <div><dt>Last answer</dt><dd>{polledAt === null ? "None yet" : <Moment iso={polledAt} />}</dd></div>
        {status === "active" && nextAt !== null ? <div><dt>Asks next</dt><dd><Moment iso={nextAt} /></dd></div> : null}
        <div><dt>Items in it</dt><dd>{poll.items.toLocaleString("en")}</dd></div>
        <div><dt>New of them</dt><dd>{poll.fresh.toLocaleString("en")}</dd></div>
        <div><dt>Remembered as taken</dt><dd>{poll.known.toLocaleString("en")}</dd></div>
        <div><dt>The first time</dt><dd>{poll.first === "all" ? "Takes everything" : "Takes what comes from then on"}</dd></div>
      </dl>
      <p><Link href={`${home}/events?source=poll&flow=${flow}`}>Events of this poll</Link></p>
    </section>
  );
}
