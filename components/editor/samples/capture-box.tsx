"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Radio } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { CodeView } from "#components/ui/code-view.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { sampleMutations } from "#lib/client/mutations/sample-mutations.ts";
import { flowDraftQuery } from "#lib/client/queries/flows.ts";
import { captureQuery, sampleKeys } from "#lib/client/queries/samples.ts";
import type { Capture } from "#lib/contracts/samples.schema.ts";
import { useEditorSession } from "../editor-context.tsx";

const counts = ["1", "3", "10"] as const;
const forSeconds = 600;

function waiting({ remaining, wanted }: Capture, word: string): string {
  if (remaining === wanted) return `Waiting for ${wanted === 1 ? `the next ${word}` : `${wanted} ${word}s`}.`;
  return `${wanted - remaining} of ${wanted} came. Waiting for ${remaining} more.`;
}

/** What becomes of it beside the sample. */
function whatElse({ runs }: Capture, isPaused: boolean): string {
  if (!runs) return "The flow is not published: what comes is kept as a sample and runs nothing.";
  return isPaused ? "The flow is paused: each also waits, and runs the published flow when it is resumed." : "Each also runs the published flow.";
}

/** What can be posted to the hook, as one line for a shell. */
function curl(url: string): string {
  return `curl -X POST '${url}' -H 'content-type: application/json' -d '{"hello":"world"}'`;
}

/** Keeps what the hook receives next, on the one URL it has, or what is sent next from the form's page. */
export function CaptureBox({ isForm }: { isForm: boolean }) {
  const word = isForm ? "answer" : "request";
  const { workspace, flow } = useEditorSession();
  const queries = useQueryClient();
  const { data: capture } = useQuery(captureQuery(workspace, flow));
  const { capture: start, stopCapture } = sampleMutations(workspace, flow);
  const isPaused = useQuery(flowDraftQuery(workspace, flow)).data?.paused != null;
  const begin = useMutation(start);
  const stop = useMutation(stopCapture);
  const [count, setCount] = useState<(typeof counts)[number]>("1");
  const seen = useRef(capture?.remaining);
  useEffect(() => {
    if (seen.current !== undefined && seen.current !== capture?.remaining) void queries.invalidateQueries({ queryKey: sampleKeys.list(workspace, flow) });
    seen.current = capture?.remaining;
  }, [capture?.remaining, queries, workspace, flow]);
  const error = begin.error ?? stop.error;
  if (capture?.state === "open") {
    const line = curl(capture.url);
    return (
      <div className="cap" role="group" aria-label="Capture">
        <p role="status"><b>{waiting(capture, word)}</b></p>
        <p className="small muted">{whatElse(capture, isPaused)} It ends by itself after 10 minutes.</p>
        {isForm ? null : <CodeView text={line} label="A request to send" />}
        <div className="smp-actions">
          {isForm ? <a className={buttonClass("plain", "s")} href={capture.url} target="_blank" rel="noreferrer">Open the form<span className="vh"> in a new tab</span></a> : <CopyButton worded text={line} label="Copy curl" look="plain" />}
          <Button size="s" busy={stop.isPending} onClick={() => stop.mutate()}>Stop</Button>
        </div>
      </div>
    );
  }
  return (
    <>
      <div className="smp-row">
        <Button size="s" busy={begin.isPending} onClick={() => begin.mutate({ count: Number(count), forSeconds })}><Radio className="ic ic-s" aria-hidden />Capture the next</Button>
        <Select aria-label={`How many ${word}s to capture`} value={count} options={counts.map((value) => ({ value, label: value === "1" ? word : `${value} ${word}s` }))} onValue={setCount} />
      </div>
      {error ? <Notice mark="failed" live>{errorText(error)}</Notice> : null}
    </>
  );
}
