"use client";

import type { ReactNode } from "react";
import { Notice } from "#components/ui/notice.tsx";
import type { RunDetail, Wait } from "#lib/contracts/runs.schema.ts";
import { HiddenText } from "./hidden-text.tsx";
import { endInWords, handledInWords } from "./ending.ts";
import { isFinal, signalOf } from "./run-words.ts";
import { WaitCard } from "./wait-card.tsx";

function isForPeople(wait: Wait): wait is Wait & { kind: "approval" | "effect" } {
  return wait.status === "open" && wait.kind !== "event";
}

/** What the reader must know or do before anything else: a test-run, why it ended, what waits for an answer. */
export function RunNotices({ run, about }: { run: RunDetail; /** Said of a test-run, where more is known of it. */ about?: ReactNode }) {
  const failed = run.steps.filter((step) => step.status === "failed").map((step) => step.name);
  // The step that failed the run is shown with its error; here it would be said twice.
  const end = run.status === "failed" && run.steps.some((step) => step.node === run.error?.node) ? null : endInWords(run);
  const nameOf = (node: string) => run.steps.find((step) => step.node === node)?.name ?? "a step";
  return (
    <>
      {run.kind === "test" && about !== undefined ? about : run.kind === "test" ? <Notice mark="hint"><b>Test run of a draft:</b> nothing was written, but for steps that were set to really send. Simulated results are marked.</Notice> : null}
      {run.keepsData ? null : <Notice mark="hint">{isFinal(run.status) ? "This flow keeps no data: what the run read and wrote is deleted, and replay is off." : "This flow keeps no data: when the run is over, what it read and wrote is deleted, and it cannot be replayed."}</Notice>}
      {end === null ? null : <Notice mark={signalOf(run.status)}>{end}<HiddenText run={run.id} place={{ node: null, part: run.reason === null ? "error" : "reason" }} text={end} /></Notice>}
      {run.status === "succeeded" && run.handledErrors > 0 ? <Notice mark="warning">It succeeded with {handledInWords(run.handledErrors)}{failed.length > 0 ? `: ${failed.join(", ")} failed, and the error path was taken.` : "."}</Notice> : null}
      {run.waits.filter(isForPeople).map((wait) => <WaitCard key={wait.id} run={run.id} wait={wait} step={nameOf(wait.node)} />)}
    </>
  );
}
