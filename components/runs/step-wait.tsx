"use client";

import type { RunDetail, StepRun } from "#lib/contracts/runs.schema.ts";
import { Remaining } from "./remaining.tsx";

/** What a waiting step waits for. */
function waitsFor(run: RunDetail, step: StepRun): string | null {
  const wait = run.waits.find((candidate) => candidate.node === step.node && candidate.status === "open");
  switch (wait?.kind) {
    case "event":
      return `Waits for the event ${wait.name}`;
    case "approval":
      return `Waits for a decision: ${wait.name}`;
    case "effect":
      return "Waits for somebody to say whether it happened";
    case undefined:
      return step.childRun !== null && step.dueAt === null ? "Waits for the run it called" : null;
  }
}

/** What a step waits for and until when, counting; for a failed try, when the next one is. */
export function StepWait({ run, step }: { run: RunDetail; step: StepRun }) {
  const what = waitsFor(run, step);
  const next = step.attempts.at(-1)?.nextAt ?? null;
  if (what === null && step.dueAt === null) return next === null ? <p className="muted">It waits.</p> : <p>The next attempt is at <Remaining until={next} />.</p>;
  return <p>{what ?? "Waits"}{step.dueAt === null ? "." : <>{what === null ? " until " : ", at most until "}<Remaining until={step.dueAt} />.</>}</p>;
}
