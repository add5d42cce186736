"use client";

import Link from "next/link";
import { memo } from "react";
import { Moment } from "#components/ui/moment.tsx";
import { PatternGlyph, patternNames } from "#components/ui/pattern-glyph.tsx";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { hiddenMark } from "#lib/flow/field-rules/field-rule.ts";
import { HiddenKey } from "./hidden-key.tsx";
import { handledInWords } from "./ending.ts";
import { errorWords } from "./error-words.ts";
import { RunStatusLabel } from "./run-status-label.tsx";
import { isFinal } from "./run-words.ts";
import { Took } from "./took.tsx";

export interface RunRowProps {
  run: Run;
  workspace: string;
  /** Who or what started it, in words. */
  starter: string;
}

/** Memoised: a live list renews only the rows that changed. */
export const RunRow = memo(function RunRow({ run, workspace, starter }: RunRowProps) {
  return (
    <tr>
      <td className="r-st"><RunStatusLabel status={run.status} /></td>
      <th scope="row" className="r-flow">
        <span className="row">
          <span className="pat" data-pattern={run.pattern} title={patternNames[run.pattern]}><PatternGlyph pattern={run.pattern} /><span className="vh">{patternNames[run.pattern]}</span></span>
          <Link className="cut" href={`/w/${workspace}/runs/${run.id}`} prefetch={false}>{run.flow.name}</Link>
        </span>
      </th>
      <td className="r-ver data faint">{run.version === null ? "Draft" : `v${run.version}`}</td>
      <td className="r-by cut" title={starter}>{starter}</td>
      <td className="r-at"><Moment iso={run.startedAt ?? run.createdAt} /></td>
      <td className="r-took data"><Took startedAt={run.startedAt} finishedAt={run.finishedAt} final={isFinal(run.status)} /></td>
      <td className="r-err"><RowEnd run={run} /><RowKeys run={run} /></td>
    </tr>
  );
});

/** Why it ended, where that is worth a line in the list. */
function RowEnd({ run }: { run: Run }) {
  if (run.error?.withheld === true) return <span className="cut">{errorWords(run.error.class).kind} <span className="data faint">{run.error.code}</span></span>;
  if (run.error) return <span className="cut" title={run.error.message}>{run.error.message}</span>;
  if (run.handledErrors > 0 || run.rejected > 0) return <span className="cut is-warn">{[...(run.rejected > 0 ? [`${run.rejected.toLocaleString("en-GB")} rejected`] : []), ...(run.handledErrors > 0 ? [handledInWords(run.handledErrors)] : [])].join(", ")}</span>;
  return run.reason === null || run.reason === "" ? null : <span className="cut muted" title={run.reason}>{run.reason}</span>;
}

/** What it is found by. */
function RowKeys({ run }: { run: Run }) {
  const keys = Object.entries(run.keys);
  if (keys.length === 0 && run.tags.length === 0) return null;
  return (
    <span className="rl-keys">
      {keys.map(([name, value]) => <span key={name}>{name} {value.includes(hiddenMark) ? <HiddenKey value={value} /> : <span className="data">{value}</span>}</span>)}
      {run.tags.map((tag) => <span key={tag} className="rl-tag">{tag}</span>)}
    </span>
  );
}
