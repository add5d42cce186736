"use client";

import { CopyButton } from "#components/ui/copy-button.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import { isFinal, signalOf, wordOf } from "./run-words.ts";
import { Took } from "./took.tsx";

function stateInWords(run: RunDetail): string {
  const at = run.status === "failed" && run.error?.node !== undefined ? run.steps.find((step) => step.node === run.error?.node) : undefined;
  return at ? `Failed at ${at.name}` : wordOf(run.status);
}

export function RunFacts({ run }: { run: RunDetail }) {
  return (
    <dl className="facts">
      <div><dt>State</dt><dd><StatusLabel mark={signalOf(run.status)}>{stateInWords(run)}</StatusLabel></dd></div>
      <div><dt>{run.startedAt ? "Started" : "Queued"}</dt><dd><Moment iso={run.startedAt ?? run.createdAt} style="millisecond" /></dd></div>
      <div><dt>Took</dt><dd><Took startedAt={run.startedAt} finishedAt={run.finishedAt} final={isFinal(run.status)} /></dd></div>
      <div><dt>Version</dt><dd>{run.version}</dd></div>
      {run.handledErrors > 0 ? <div><dt>Errors handled</dt><dd>{run.handledErrors}</dd></div> : null}
      {run.eventId === null ? null : <div className="only-wide"><dt>Event</dt><dd><span className="data">{run.eventId}</span><CopyButton text={run.eventId} label="Copy event id" /></dd></div>}
      <div className="only-wide"><dt>Run</dt><dd><span className="data">{run.id}</span><CopyButton text={run.id} label="Copy run id" /></dd></div>
    </dl>
  );
}
