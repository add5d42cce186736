"use client";

import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { formatBytes } from "#components/ui/format-bytes.ts";
import { JsonView } from "#components/ui/json-view.tsx";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";

/** What the run's first Respond gave its caller. */
export function RunAnswer({ run }: { run: RunDetail }) {
  const { role } = useWorkspace();
  const { response } = run;
  if (response === null) return null;
  return (
    <section className="plate rn-plate" aria-labelledby="answer">
      <header><h2 id="answer">Answer</h2><span className="small faint">what its caller got</span></header>
      <div className="rg-body">
        {response.kind === "inline" ? <JsonView value={response.value} label="Answer" fileName={`${run.id}-answer`} /> : null}
        {response.kind === "large" ? <p className="small muted">{formatBytes(response.size)}, too large to show here. The step that responded has it.</p> : null}
        {response.kind === "hidden" ? <p className="small muted">{formatBytes(response.size)}, hidden. Your role, {role}, sees that it answered but not what.</p> : null}
      </div>
    </section>
  );
}
