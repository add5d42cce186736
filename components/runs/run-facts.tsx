"use client";

import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import { hiddenMark } from "#lib/flow/field-rules/field-rule.ts";
import { HiddenKey } from "./hidden-key.tsx";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { effectsInWords, sumEffects } from "./effects-words.ts";
import { handledInWords, stateInWords } from "./ending.ts";
import { isFinal, signalOf, versionInWords } from "./run-words.ts";
import { RunTags } from "./run-tags.tsx";
import { starterInWords } from "./starter-words.ts";
import { Took } from "./took.tsx";
import { useMemberNames } from "./use-member-names.ts";

export function RunFacts({ run, types }: { run: RunDetail; types: NodeTypes }) {
  const { slug } = useWorkspace();
  const effects = effectsInWords(sumEffects(run.steps));
  return (
    <dl className="facts">
      <div><dt>State</dt><dd><StatusLabel mark={signalOf(run.status)}>{stateInWords(run, types)}</StatusLabel></dd></div>
      <div><dt>{run.startedAt ? "Started" : "Queued"}</dt><dd><Moment iso={run.startedAt ?? run.createdAt} style="millisecond" /></dd></div>
      <div><dt>Took</dt><dd><Took startedAt={run.startedAt} finishedAt={run.finishedAt} final={isFinal(run.status)} /></dd></div>
      <div><dt>Version</dt><dd>{versionInWords(run.version)}</dd></div>
      <div><dt>Started by</dt><dd><StartedBy run={run} /></dd></div>
      {Object.entries(run.keys).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value.includes(hiddenMark) ? <HiddenKey value={value} /> : <Link className="data" href={`/w/${slug}/runs?key=${encodeURIComponent(value)}`} prefetch={false}>{value}</Link>}</dd></div>)}
      <div><dt>Tags</dt><dd><RunTags run={run} /></dd></div>
      {run.replayedBy === null ? null : <div><dt>Replayed</dt><dd><Link href={`/w/${slug}/runs/${run.replayedBy}`} prefetch={false}>by a later run</Link></dd></div>}
      {run.handledErrors > 0 ? <div><dt>Errors</dt><dd>{handledInWords(run.handledErrors)}</dd></div> : null}
      {effects === null ? null : <div><dt>Effects</dt><dd className="facts-long">{effects}</dd></div>}
      {run.eventId === null ? null : <div className="only-wide"><dt>Event</dt><dd><span className="data">{run.eventId}</span><CopyButton text={run.eventId} label="Copy event id" /></dd></div>}
      <div className="only-wide"><dt>Run</dt><dd><span className="data">{run.id}</span><CopyButton text={run.id} label="Copy run id" /></dd></div>
    </dl>
  );
}

function StartedBy({ run }: { run: RunDetail }) {
  const { slug } = useWorkspace();
  const names = useMemberNames([run.startedBy]);
  const words = starterInWords(run.startedBy, names);
  if (run.parent) return <Link href={`/w/${slug}/runs/${run.parent.run}?step=${run.parent.node}`} prefetch={false}>A step of another run</Link>;
  if (run.replayOf === null) return words;
  return <>{run.startedBy === "replay" ? null : <span>{words},</span>} <Link href={`/w/${slug}/runs/${run.replayOf}`} prefetch={false}>replay of an earlier run</Link></>;
}
