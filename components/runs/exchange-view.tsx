"use client";

import { formatDuration } from "#components/ui/format-duration.ts";
import { type JsonLeaf, JsonTree } from "#components/ui/json-tree.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import { isJsonObject, type Json } from "#lib/json.ts";
import { BodyView } from "./body-view.tsx";
import { type Hidden, HiddenAt, hiddenLeaves } from "./hidden-leaves.tsx";
import type { ReadExchange } from "./read-exchange.ts";

function Headers({ headers, label, leaf }: { headers: Json; label: string; leaf: JsonLeaf | undefined }) {
  const count = isJsonObject(headers) ? Object.keys(headers).length : 0;
  if (count === 0) return null;
  return (
    <details>
      <summary className="link small">{count} {count === 1 ? "header" : "headers"}</summary>
      <JsonTree value={headers} label={label} leaf={leaf} />
    </details>
  );
}

/** What was sent and what came back. */
export function ExchangeView({ exchange, attempt, step, run, node, hidden }: { exchange: ReadExchange; attempt: number; step: string; run: string; node: string; hidden: Hidden }) {
  const { request, reply } = exchange;
  const place = { node, part: "exchange", attempt } as const;
  const at = (...path: string[]) => hiddenLeaves(run, place, hidden, path);
  const name = `${step}-attempt-${attempt}`;
  const bad = reply !== null && reply.status >= 400;
  return (
    <>
      <section className="side-sec" aria-label={`Request, attempt ${attempt}`}>
        <h3 className="h-small">Request, attempt {attempt}</h3>
        <p className="data">{request.line}</p>
        <HiddenAt run={run} place={place} hidden={hidden} path={["request", "url"]} shown={request.line} />
        <Headers headers={request.headers} label={`Request headers, attempt ${attempt}`} leaf={at("request", "headers")} />
        {request.body === null ? <p className="small faint">No body.</p> : <BodyView key={attempt} body={request.body} label={`Request body, attempt ${attempt}`} fileName={`${name}-request`} leaf={at("request", "body")} />}
        <HiddenAt run={run} place={place} hidden={hidden} path={["request", "body"]} shown={request.body?.text ?? null} />
      </section>
      <section className="side-sec" aria-label={`Reply, attempt ${attempt}`}>
        <div className="row">
          <h3 className="h-small grow">Reply</h3>
          {reply ? <span className="tag" data-s={bad ? "failed" : "success"}><StatusMark mark={bad ? "failed" : "success"} />{reply.status}</span> : null}
          {reply?.durationMs == null ? null : <span className="data faint" title="From the call until the whole reply was here">after {formatDuration(reply.durationMs)}</span>}
        </div>
        {reply === null ? (
          <p className="small muted">No reply came. Whether the request had an effect is unknown.</p>
        ) : (
          <>
            <Headers headers={reply.headers} label={`Reply headers, attempt ${attempt}`} leaf={at("reply", "headers")} />
            {reply.body === null ? <p className="small faint">No body.</p> : <BodyView key={attempt} body={reply.body} label={`Reply body, attempt ${attempt}`} fileName={`${name}-reply`} leaf={at("reply", "body")} />}
            <HiddenAt run={run} place={place} hidden={hidden} path={["reply", "body"]} shown={reply.body?.text ?? null} />
          </>
        )}
      </section>
    </>
  );
}
