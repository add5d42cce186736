"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { FlowCrumbs } from "#components/flows/flow-crumbs.tsx";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatDuration } from "#components/ui/format-duration.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { type LatencyHours, latencyQuery } from "#lib/client/queries/answering.ts";
import { RequestError } from "#lib/client/request.ts";
import type { Latency } from "#lib/contracts/answering.schema.ts";
import { LatencyChart } from "./latency-chart.tsx";
import { shareInWords } from "./share-in-words.ts";

/** How the run list calls the same stretch of time. */
const periods: Record<number, string> = { 1: "1h", 24: "24h", 168: "7d", 720: "30d" };

const spans: { value: LatencyHours; face: string }[] = [{ value: "1", face: "1 hour" }, { value: "24", face: "24 hours" }, { value: "168", face: "7 days" }, { value: "720", face: "30 days" }];

/** How fast a flow answers its callers, against its deadline. */
export function LatencyScreen({ flow }: { flow: string }) {
  const { slug } = useWorkspace();
  const [hours, setHours] = useState<LatencyHours>("24");
  const latency = useQuery(latencyQuery(slug, flow, hours));
  const home = `/w/${slug}`;
  const data = latency.data;
  return (
    <main id="page" className="pg">
      <header className="pg-head">
        <FlowCrumbs flow={flow} name={data?.flow.name} />
        <h1>Latency</h1>
        <span className="grow" />
        <Segmented label="Over the last" value={hours} segments={spans} onValue={setHours} />
      </header>
      {latency.isPending ? <Skeleton label="Reading the answers" rows={6} /> : data ? <Answers latency={data} home={home} /> : (
        <ErrorState title="The answers did not load" requestId={latency.error instanceof RequestError ? latency.error.requestId : null} onRetry={() => void latency.refetch()}>{errorText(latency.error)}</ErrorState>
      )}
    </main>
  );
}

function Answers({ latency, home }: { latency: Latency; home: string }) {
  const { calls, deadlineMs, failed, flow, late, more, ms, steps } = latency;
  const [slowest] = steps;
  if (ms === null) {
    return (
      <EmptyState title="No call in this time" action={<LinkButton href={`${home}/flows/${flow.id}`}>Open the flow</LinkButton>}>
        {deadlineMs === null ? "This flow answers nobody now: let its trigger answer with Respond, then publish it." : "Each call appears here with how long its caller waited. Look further back, or call the flow."}
      </EmptyState>
    );
  }
  return (
    <>
      <section className="sec" aria-label="In figures">
        <dl className="lat-figures">
          <Figure name="Half within (p50)" ms={ms.p50} deadlineMs={deadlineMs} />
          <Figure name="95 % within (p95)" ms={ms.p95} deadlineMs={deadlineMs} />
          <Figure name="99 % within (p99)" ms={ms.p99} deadlineMs={deadlineMs} />
          <div><dt>Deadline</dt><dd className="lat-value">{deadlineMs === null ? "none now" : formatDuration(deadlineMs)}</dd></div>
          <div><dt>Calls</dt><dd className="lat-value">{calls.toLocaleString("en")}{more ? " newest" : ""}</dd></div>
          <div><dt>Failed</dt><dd className="lat-value" data-bad={failed > 0}>{shareInWords(failed, calls)}</dd></div>
          <div><dt>Past the deadline</dt><dd className="lat-value" data-bad={late > 0}>{shareInWords(late, calls)}</dd></div>
        </dl>
      </section>
      <section className="sec" aria-labelledby="over-time">
        <h2 id="over-time">Over time</h2>
        <LatencyChart latency={latency} />
      </section>
      <section className="sec" aria-labelledby="slowest">
        <div className="sec-head"><h2 id="slowest">Slowest steps</h2><p className="muted">{slowest === undefined ? "" : `“${slowest.name}” takes the longest: half of its tries end within ${formatDuration(slowest.p50)}, 95 % within ${formatDuration(slowest.p95)}. `}Of the newest {Math.min(calls, 1_000).toLocaleString("en")} calls.</p></div>
        <div className="tbl-scroll" tabIndex={0} role="region" aria-label="Slowest steps, table">
          <table className="tbl">
            <thead><tr><th>Step</th><th>p50</th><th>p95</th><th><span className="vh">Beside the slowest</span></th><th>Times</th></tr></thead>
            <tbody>{steps.map((step) => <tr key={step.node}><td>{step.name}</td><td className="data">{formatDuration(step.p50)}</td><td className="data">{formatDuration(step.p95)}</td><td className="lat-meter"><meter min={0} max={Math.max(1, slowest?.p95 ?? 1)} value={step.p95} aria-label={`${step.name}, p95 beside the slowest step`} /></td><td className="data">{step.calls.toLocaleString("en")}</td></tr>)}</tbody>
          </table>
        </div>
        {slowest === undefined ? null : <p><Link href={`${home}/runs?flow=${flow.id}&period=${periods[latency.hours] ?? "30d"}&minMs=${Math.floor(slowest.p95)}`}>Runs that took {formatDuration(Math.floor(slowest.p95))} or more</Link></p>}
      </section>
    </>
  );
}

function Figure({ name, ms, deadlineMs }: { name: string; ms: number; deadlineMs: number | null }) {
  const part = deadlineMs === null ? 0 : Math.min(1, ms / deadlineMs);
  return (
    <div>
      <dt>{name}</dt>
      <dd className="lat-value">{formatDuration(ms)}</dd>
      {deadlineMs === null ? null : <dd className="lat-meter" data-near={part > 0.8}><meter min={0} max={1} value={part} aria-label={`${name}: ${Math.round(part * 100)} % of the deadline`} /></dd>}
    </div>
  );
}
