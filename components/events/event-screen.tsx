"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { RedriveDialog } from "#components/failures/redrive-dialog.tsx";
import { ShapeView } from "#components/runs/shape-view.tsx";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatBytes } from "#components/ui/format-bytes.ts";
import { JsonView } from "#components/ui/json-view.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { eventQuery } from "#lib/client/queries/events.ts";
import { RequestError } from "#lib/client/request.ts";
import { useLiveRuns } from "#lib/client/use-live-runs.ts";
import type { EventDetail } from "#lib/contracts/events.schema.ts";
import { DeliveryTable } from "./delivery-table.tsx";
import { isRedrivable, sourceInWords } from "./delivery-words.ts";
import { EventKeys } from "./event-keys.tsx";
import { EventReplayDialog } from "./event-replay-dialog.tsx";

/** One event: what it holds, and every delivery of it. */
export function EventScreen({ event: id }: { event: string }) {
  const { slug, may } = useWorkspace();
  const found = useQuery(eventQuery(slug, id));
  const [asking, setAsking] = useState<"redrive" | "replay" | null>(null);
  useLiveRuns({ workspace: slug, everyMs: 1_000, pollMs: 5_000, onChange: () => found.refetch() });
  const event = found.data;
  const names = new Map((event?.flows ?? []).map((flow) => [flow.id, flow.name]));
  return (
    <main id="page" className="pg">
      <header className="pg-head">
        <nav className="row crumbs" aria-label="Breadcrumb"><Link className="faint" href={`/w/${slug}/events`}>Events</Link><span className="faint" aria-hidden>/</span></nav>
        <h1>{event?.name ?? "Event"}</h1>
        <span className="grow" />
        {event && may("runs:start") ? (
          <div className="row wrap">
            {event.deliveries.some(isRedrivable) ? <Button onClick={() => setAsking("redrive")}>Redrive what failed</Button> : null}
            {event.payload === null ? null : <Button onClick={() => setAsking("replay")}>Deliver again</Button>}
          </div>
        ) : null}
      </header>
      {found.isPending ? <Skeleton label="Reading the event" rows={6} /> : null}
      {found.isError && !event ? <ErrorState title="The event did not load" requestId={found.error instanceof RequestError ? found.error.requestId : null} onRetry={() => void found.refetch()}>{errorText(found.error)}</ErrorState> : null}
      {event ? (
        <>
          <Facts event={event} names={names} />
          <section className="sec" aria-labelledby="deliveries"><h2 id="deliveries">Deliveries</h2>{event.deliveries.length === 0 ? <p className="muted">No flow listened to it when it came. Deliver it again once one does.</p> : <DeliveryTable deliveries={event.deliveries} names={names} />}</section>
          <section className="sec" aria-labelledby="payload"><h2 id="payload">Payload</h2><EventPayload event={event} /></section>
        </>
      ) : null}
      {asking === "redrive" && event ? <RedriveDialog title={`Redrive what failed of ${event.name}`} filter={{ kind: "live", status: "failed", event: event.id }} onClose={() => setAsking(null)} /> : null}
      {asking === "replay" && event ? <EventReplayDialog title={`Deliver ${event.name} again`} choice={{ event: event.id }} onClose={() => setAsking(null)} /> : null}
    </main>
  );
}

/** What comes by a flow’s own address has no name in the catalog. */
function isNamed({ source }: EventDetail): boolean {
  return source.kind === "api" || source.kind === "flow" || source.kind === "millrace";
}

function Facts({ event, names }: { event: EventDetail; names: ReadonlyMap<string, string> }) {
  const { slug } = useWorkspace();
  return (
    <dl className="facts">
      <div><dt>Id</dt><dd className="data">{event.id}</dd></div>
      {Object.keys(event.keys).length === 0 ? null : <div><dt>{Object.keys(event.keys).length === 1 ? "Business key" : "Business keys"}</dt><dd><EventKeys keys={event.keys} /></dd></div>}
      {event.dedupeId === null ? null : <div><dt>Sender’s id</dt><dd className="data">{event.dedupeId}</dd></div>}
      <div><dt>Received</dt><dd><Moment iso={event.receivedAt} /></dd></div>
      <div><dt>From</dt><dd>{event.publisher === null ? sourceInWords(event.source, names) : <Link href={`/w/${slug}/runs/${event.publisher}`} prefetch={false}>{sourceInWords(event.source, names)}</Link>}</dd></div>
      {event.hops > 0 ? <div><dt>Events before it</dt><dd>{event.hops} of 16</dd></div> : null}
      <div><dt>Size</dt><dd>{formatBytes(event.size)}</dd></div>
      {isNamed(event) ? <div><dt>Its name</dt><dd><Link href={`/w/${slug}/events/names#${event.name}`} prefetch={false}>Fields and changes</Link></dd></div> : null}
    </dl>
  );
}

function EventPayload({ event: { payload, name, id } }: { event: EventDetail }) {
  if (payload === null) return <p className="muted">It is no longer stored.</p>;
  if (payload.kind === "inline") return <JsonView value={payload.value} label={`Payload of ${name}`} fileName={id} />;
  return payload.kind === "shape" && payload.shape !== null ? <ShapeView shape={payload.shape} label={`Payload of ${name}`} /> : <p className="muted">Too large to show here.</p>;
}
