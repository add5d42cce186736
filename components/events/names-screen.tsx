"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { eventNamesQuery } from "#lib/client/queries/events.ts";
import type { EventName } from "#lib/contracts/events.schema.ts";
import { sourceInWords } from "./delivery-words.ts";
import { EventsHead } from "./events-head.tsx";

const fewNames = 8;

/** The catalog: who publishes, who listens, what events of a name look like, and what changed. */
export function NamesScreen() {
  const { slug } = useWorkspace();
  const found = useQuery(eventNamesQuery(slug));
  const all = found.data ?? [];
  const [part, setPart] = useState("");
  const names = part === "" ? all : all.filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()));
  return (
    <main id="page" className="pg">
      <EventsHead />
      {all.length > 0 ? <p className="muted ev-says">Which events there are, who publishes and hears them, which fields their data has, and what changed in them. It is learnt from what comes.</p> : null}
      {all.length > fewNames ? <div className="rl-bar"><TextInput type="search" aria-label="Find a name" placeholder="Find a name" value={part} icon={<Search className="ic ic-s" aria-hidden />} onChange={(event) => setPart(event.currentTarget.value.trim())} /></div> : null}
      {found.isPending ? <Skeleton label="Reading names" rows={6} /> : null}
      {found.isError && !found.data ? <ErrorState title="The names did not load" onRetry={() => void found.refetch()}>{errorText(found.error)}</ErrorState> : null}
      {all.length > 0 && names.length === 0 ? <p className="muted" role="status">No name contains “{part}”.</p> : null}
      {found.data && all.length === 0 ? <EmptyState title="No names yet">Each name that is published, or that a flow listens to, stands here with who publishes and who listens.</EmptyState> : null}
      {names.length > 0 ? <ul className="ev-names" aria-label="Names of events">{names.map((name) => <NameRow key={name.name} name={name} />)}</ul> : null}
    </main>
  );
}

function NameRow({ name }: { name: EventName }) {
  const { slug } = useWorkspace();
  const flows = new Map(name.publishers.map((flow) => [flow.id, flow.name]));
  const link = (flow: { id: string; name: string }) => <Link href={`/w/${slug}/flows/${flow.id}`} prefetch={false}>{flow.name}</Link>;
  return (
    <li className="ev-name plate" id={name.name}>
      <header>
        <h2 className="h-small grow"><Link className="data" href={`/w/${slug}/events?name=${encodeURIComponent(name.name)}`}>{name.name}</Link></h2>
        {name.drift.length > 0 ? <StatusLabel mark="warning">Changed</StatusLabel> : null}
        <span className="small muted">{name.seen === 0 ? "Never came" : `${name.seen.toLocaleString("en")} ${name.seen === 1 ? "event" : "events"}`}{name.lastAt === null ? null : <>, last <Moment iso={name.lastAt} style="ago" /></>}</span>
      </header>
      <div className="ev-name-body">
        <p className="small"><span className="muted">Published by </span>{name.sources.length === 0 ? "nobody so far" : name.sources.map((source, index) => <span key={`${source.kind} ${source.flow}`}>{index > 0 ? ", " : ""}{source.kind === "flow" && source.flow !== null && flows.has(source.flow) ? link({ id: source.flow, name: flows.get(source.flow) ?? "" }) : sourceInWords(source, flows)}</span>)}</p>
        <p className="small"><span className="muted">Heard by </span>{name.subscribers.length === 0 ? "no flow" : name.subscribers.map((flow, index) => <span key={flow.id}>{index > 0 ? ", " : ""}{link(flow)}{flow.pattern === name.name ? "" : ` (${flow.pattern})`}{flow.filtered ? ", filtered" : ""}{flow.status === "paused" ? ", paused" : ""}</span>)}</p>
        {name.drift.length > 0 ? <Drift name={name} /> : null}
        {name.shape.length > 0 ? (
          <details open={name.drift.length > 0 || undefined}>
            <summary className="link small">{name.shape.length} {name.shape.length === 1 ? "field" : "fields"}, learnt from {name.looked.toLocaleString("en")} {name.looked === 1 ? "event" : "events"}</summary>
            <table className="tbl ev-shape"><caption className="vh">Fields of {name.name}</caption><thead><tr><th scope="col">Field of data</th><th scope="col">Type</th><th scope="col">Present</th></tr></thead>
              <tbody>{name.shape.map(({ path, type, always }) => <tr key={path}><th scope="row" className="data">{path}</th><td>{type}</td><td>{always ? "Always" : "Sometimes"}</td></tr>)}</tbody>
            </table>
          </details>
        ) : null}
      </div>
    </li>
  );
}

const shownDrift = 5;

function Drift({ name: { drift } }: { name: EventName }) {
  const { slug } = useWorkspace();
  const [isAll, setAll] = useState(false);
  return (
    <ul className="small ev-drift" aria-label="What changed">
      {(isAll ? drift : drift.slice(0, shownDrift)).map(({ path, kind, was, is, event, at }) => (
        <li key={`${path} ${kind} ${event}`}><span className="data">{path}</span> {kind === "added" ? `is new (${is})` : kind === "gone" ? "was always there, and is missing" : `was ${was}, came as ${is}`}: <Link href={`/w/${slug}/events/${event}`} prefetch={false}>since <Moment iso={at} style="ago" /></Link></li>
      ))}
      {isAll || drift.length <= shownDrift ? null : <li><button type="button" className="link" onClick={() => setAll(true)}>{drift.length - shownDrift} earlier {drift.length - shownDrift === 1 ? "change" : "changes"}</button></li>}
    </ul>
  );
}
