"use client";

import { useQuery } from "@tanstack/react-query";
import { Moment } from "#components/ui/moment.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { refusalsQuery } from "#lib/client/queries/refusals.ts";
import type { RefusedRequest } from "#lib/contracts/refusals.schema.ts";
import { refusalWords } from "./hook-guides.ts";

function looks({ method, contentType, bytes, agent }: RefusedRequest): string {
  return [method, contentType, `${bytes.toLocaleString("en-GB")} ${bytes === 1 ? "byte" : "bytes"}`, agent].filter((part) => part !== null).join(" · ");
}

/** The last requests that were not verified, each with the reason, so that a signature can be put right. */
export function RefusedRequests({ workspace, flow }: { workspace: string; flow: string }) {
  const { data, error } = useQuery(refusalsQuery(workspace, flow));
  return (
    <section className="hk" aria-label="Refused requests">
      <h3 className="frow-label">Refused requests</h3>
      {error && !data ? <p className="small muted">{errorText(error)}</p> : null}
      {data?.count === 0 ? <p className="small muted">None so far. What is not verified is listed here, with the reason; the sender is only told 401.</p> : null}
      {data && data.count > 0 ? <p className="small muted">{data.count.toLocaleString("en-GB")} since {data.since === null ? "the beginning" : <Moment iso={data.since} style="day" />}{data.count > data.refused.length ? `; the last ${data.refused.length}` : ""}. Nothing of them was stored.</p> : null}
      <ul className="hk-list small" tabIndex={data && data.refused.length > 3 ? 0 : undefined} aria-label="Reasons">
        {data?.refused.map((refused) => (
          <li key={refused.id}>
            <span className="muted"><Moment iso={refused.at} style="ago" /></span> {refusalWords[refused.reason]}
            <details><summary>How it looked</summary><p className="muted">{looks(refused)}</p><p className="data">{refused.headers.join(", ")}</p></details>
          </li>
        ))}
      </ul>
    </section>
  );
}
