"use client";

import { useQuery } from "@tanstack/react-query";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { runQuery } from "#lib/client/queries/runs.ts";
import type { RunDetail, StepRun } from "#lib/contracts/runs.schema.ts";
import type { Json } from "#lib/json.ts";
import { type Difference, jsonDiff } from "./json-diff.ts";

const shown = 50;
const words: Record<Difference["kind"], string> = { added: "added", removed: "gone", changed: "changed" };

function short(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? "";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function outputOf(run: RunDetail | undefined, node: string): Json | undefined {
  const output = run?.steps.find((step) => step.node === node)?.output;
  return output?.kind === "inline" ? output.value : undefined;
}

/** How a step's output differs from what it gave in an earlier run. */
export function StepDifference({ step, before }: { step: StepRun; before: string }) {
  const { slug } = useWorkspace();
  const { data, isPending } = useQuery(runQuery(slug, before));
  const after = step.output?.kind === "inline" ? step.output.value : undefined;
  const earlier = outputOf(data, step.node);
  if (isPending) return <p className="small muted">Reading the earlier run.</p>;
  if (after === undefined || earlier === undefined) return <p className="small muted">{after === undefined ? "It has no output here to compare." : "It gave nothing in the run before."}</p>;
  const differences = jsonDiff(earlier, after, shown);
  if (differences.length === 0) return <p className="small muted">The same as in the run before.</p>;
  return (
    <>
      <ul className="diff small" aria-label={`Differences of ${step.name}`}>
        {differences.slice(0, shown).map((difference) => (
          <li key={`${difference.kind} ${difference.path}`}>
            <b data-kind={difference.kind}>{words[difference.kind]}</b>
            <span>
              <span className="data">{difference.path === "" ? "all of it" : difference.path}</span>
              {difference.kind === "changed" ? <span className="data muted"> {short(difference.before)} → {short(difference.after)}</span> : <span className="data muted"> {short(difference.kind === "added" ? difference.after : difference.before)}</span>}
            </span>
          </li>
        ))}
      </ul>
      {differences.length > shown ? <p className="small muted">and more</p> : null}
    </>
  );
}
