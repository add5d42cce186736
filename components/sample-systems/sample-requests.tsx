"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeView } from "#components/ui/code-view.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { sampleRequestsQuery } from "#lib/client/queries/sample-systems.ts";
import type { SampleRequest } from "#lib/contracts/sample-systems.schema.ts";

/** What a system was asked, newest first; new requests appear by themselves. */
export function SampleRequests({ system }: { system: string }) {
  const { slug } = useWorkspace();
  const list = useInfiniteQuery(sampleRequestsQuery(slug, system));
  const [open, setOpen] = useState<SampleRequest | null>(null);
  const requests = list.data?.pages.flatMap((page) => page.requests) ?? [];
  if (list.isPending) return <Skeleton label="Reading the log of requests" rows={6} />;
  if (!list.data) return <ErrorState title="The log did not load" onRetry={() => void list.refetch()}>{errorText(list.error)}</ErrorState>;
  if (requests.length === 0) return <EmptyState title="No requests yet">Run a flow with a step of this system, or call its URL; each request appears here with what it was answered.</EmptyState>;
  return (
    <>
      <table className="tbl stack-tbl smp-tbl">
        <caption className="vh">Requests, newest first</caption>
        <thead><tr><th>Request</th><th>Answer</th><th>Idempotency-Key</th><th>At</th></tr></thead>
        <tbody>
          {requests.map((request) => (
            <tr key={request.seq}>
              <td className="wide is-path"><button type="button" className="link" onClick={() => setOpen(request)}>{request.method} {request.path}</button></td>
              <td><Answer request={request} /></td>
              <td className="data muted wide">{request.idempotencyKey === null ? <span className="only-wide">–</span> : <span className="cut">{request.idempotencyKey}</span>}</td>
              <td className="muted"><Moment iso={request.at} /></td>
            </tr>
          ))}
        </tbody>
      </table>
      {list.hasNextPage ? (
        <div className="more-row">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button>
          <span className="small muted">{requests.length.toLocaleString("en-GB")} shown, 2,000 are kept</span>
        </div>
      ) : null}
      {open ? <RequestDialog request={open} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

function Answer({ request: { status, isRepeat } }: { request: SampleRequest }) {
  return (
    <span className="row">
      <StatusLabel mark={status < 300 ? "success" : "failed"}>{status}</StatusLabel>
      {isRepeat ? <span className="tag" title="Answered as the first time; nothing was done again">repeat</span> : null}
    </span>
  );
}

function RequestDialog({ request, onClose }: { request: SampleRequest; onClose: () => void }) {
  return (
    <Dialog title={`${request.method} ${request.path}`} onClose={onClose}>
      <dl className="facts">
        <div><dt>Answer</dt><dd><Answer request={request} /></dd></div>
        <div><dt>At</dt><dd><Moment iso={request.at} /></dd></div>
        {request.idempotencyKey === null ? null : <div><dt>Idempotency-Key</dt><dd className="data facts-long">{request.idempotencyKey}</dd></div>}
      </dl>
      {request.body === null ? <p className="muted">It was sent without a body.</p> : <CodeView text={request.body} label="What was sent" />}
    </Dialog>
  );
}
