"use client";

import { formatBytes } from "#components/ui/format-bytes.ts";
import { JsonView } from "#components/ui/json-view.tsx";
import { answerWords } from "./answer-words.ts";
import { hiddenLeaves } from "./hidden-leaves.tsx";
import { ShapeView } from "./shape-view.tsx";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";

/** What the run's first Respond gave its caller. */
export function RunAnswer({ run }: { run: RunDetail }) {
  const { response } = run;
  if (response === null && run.answer === null) return null;
  return (
    <section className="plate rn-plate" aria-labelledby="answer">
      <header><h2 id="answer">Answer</h2><span className="small faint">{answerWords(run)}</span></header>
      {response === null ? null : <div className="rg-body">
        {response.kind === "inline" ? <JsonView value={response.value} label="Answer" fileName={`${run.id}-answer`} leaf={hiddenLeaves(run.id, { node: null, part: "response" }, response.hidden)} /> : null}
        {response.kind === "large" ? <p className="small muted">{formatBytes(response.size)}, too large to show here. The step that responded has it.</p> : null}
        {response.kind === "shape" && response.shape !== null ? <ShapeView shape={response.shape} label="Answer" /> : null}
      </div>}
    </section>
  );
}
