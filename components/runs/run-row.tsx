"use client";

import Link from "next/link";
import { memo } from "react";
import { Moment } from "#components/ui/moment.tsx";
import { PatternGlyph, patternNames } from "#components/ui/pattern-glyph.tsx";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { RunStatusLabel } from "./run-status-label.tsx";
import { isFinal } from "./run-words.ts";
import { Took } from "./took.tsx";

/** Memoised: a live list renews only the rows that changed. */
export const RunRow = memo(function RunRow({ run, workspace }: { run: Run; workspace: string }) {
  return (
    <tr>
      <td className="r-st"><RunStatusLabel status={run.status} /></td>
      <th scope="row" className="r-flow">
        <span className="row">
          <span className="pat" data-pattern={run.pattern} title={patternNames[run.pattern]}><PatternGlyph pattern={run.pattern} /><span className="vh">{patternNames[run.pattern]}</span></span>
          <Link className="cut" href={`/w/${workspace}/runs/${run.id}`} prefetch={false}>{run.flow.name}</Link>
        </span>
      </th>
      <td className="r-ver data faint">v{run.version}</td>
      <td className="r-at"><Moment iso={run.startedAt ?? run.createdAt} /></td>
      <td className="r-took data"><Took startedAt={run.startedAt} finishedAt={run.finishedAt} final={isFinal(run.status)} /></td>
      <td className="r-err">{run.error ? <span className="cut" title={run.error.message}>{run.error.message}</span> : null}</td>
    </tr>
  );
});
