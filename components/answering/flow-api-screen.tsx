"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { readReference } from "#components/reference/read-reference.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { DownloadButton } from "#components/ui/download-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { flowApiQuery, latenciesQuery } from "#lib/client/queries/answering.ts";
import { RequestError } from "#lib/client/request.ts";
import { callerScheme } from "./caller-scheme.ts";
import { FlowOperation } from "./flow-operation.tsx";
import { LatencyTable } from "./latency-table.tsx";

/** The workspace's own API: its flows that answer, each with what it takes and gives, to read and to try. */
export function FlowApiScreen() {
  const { slug, may } = useWorkspace();
  const latencies = useQuery({ ...latenciesQuery(slug), enabled: may("runs:read") }).data;
  const document = useQuery(flowApiQuery(slug));
  const operations = useMemo(() => (document.data ? readReference(document.data).flatMap((group) => group.operations) : []), [document.data]);
  return (
    <main id="page" className="pg">
      <header className="pg-head">
        <h1>API</h1>
        <span className="grow" />
        {document.data && operations.length > 0 ? <><span className="small muted only-wide">OpenAPI 3.1</span><DownloadButton label="Download the OpenAPI document" fileName={`${slug}-openapi.json`} text={() => JSON.stringify(document.data, null, 2)} /></> : null}
      </header>
      {document.isPending ? <Skeleton label="Reading the API" rows={6} /> : null}
      {document.isError ? <ErrorState title="The API did not load" requestId={document.error instanceof RequestError ? document.error.requestId : null} onRetry={() => void document.refetch()}>{errorText(document.error)}</ErrorState> : null}
      {document.data && operations.length === 0 ? (
        <EmptyState title="No flow is in the API yet" action={<LinkButton href={`/w/${slug}/flows`}>Go to flows</LinkButton>}>
          Let a webhook flow answer with Respond, give it a name in the API, and publish it. Its URL, what it takes and what it gives then stand here.
        </EmptyState>
      ) : null}
      {latencies !== undefined && latencies.length > 0 ? <LatencyTable flows={latencies} /> : null}
      {operations.map((operation) => (
        <FlowOperation key={operation.id} operation={operation} scheme={callerScheme(document.data, operation.security)} origin={originOf(document.data)} flow={latencies?.find(({ address }) => operation.id === `call-${address}`)?.flow.id} />
      ))}
    </main>
  );
}

/** Of the server that the document names, or of this page. */
function originOf(document: Readonly<Record<string, unknown>> | undefined): string {
  const servers: unknown = document?.["servers"];
  const [first] = Array.isArray(servers) ? (servers as { url?: unknown }[]) : [];
  return typeof first?.url === "string" ? first.url.replace(/\/$/, "") : window.location.origin;
}
