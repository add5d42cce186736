"use client";

import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import type { RunDetail, StepRun } from "#lib/contracts/runs.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { effectsInWords } from "./effects-words.ts";
import { HiddenText } from "./hidden-text.tsx";
import { errorWords } from "./error-words.ts";
import { mergeArrivals } from "./merge-arrivals.ts";
import { portInWords } from "./port-words.ts";
import { readExchange } from "./read-exchange.ts";
import { replyMessage } from "./reply-message.ts";
import { wordOf } from "./run-words.ts";
import { StepFlags } from "./step-flags.tsx";
import { StepWait } from "./step-wait.tsx";
import { testAdvice } from "./test-advice.ts";

export interface StepCauseProps {
  run: RunDetail;
  step: StepRun;
  types: NodeTypes;
}

function list(names: readonly string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : (names[0] ?? "nothing");
}

/** How the step ended or what it waits for, in sentences. */
export function StepCause({ run, step, types }: StepCauseProps) {
  const type = types.get(step.type);
  const port = step.status === "succeeded" ? portInWords(step.port, run.document.nodes.find((node) => node.id === step.node), type) : null;
  const effects = effectsInWords(step.effects);
  const advice = testAdvice(run, step);
  const merge = type?.built === "merge" && step.counts === null ? mergeArrivals(run, step) : null;
  return (
    <>
      {step.error ? <StepError run={run.id} step={step} /> : null}
      {advice === null ? null : <p>{advice}</p>}
      {step.status === "waiting" ? <StepWait run={run} step={step} /> : null}
      {step.status === "skipped" ? <p className="muted">No path of this run led here.{step.simulated ? " A simulated value decided that: a real run may come here." : ""}</p> : null}
      {step.status === "cancelled" ? <p className="muted">It ended with the run, before it was done.</p> : null}
      {port === null ? null : <p className="muted">{port}</p>}
      {merge ? (
        <p className="muted">
          Arrived: {list(merge.arrived)}.{merge.missing.length > 0 ? ` Not arrived by then: ${list(merge.missing)}.` : ""}{merge.late.length > 0 ? ` Came late and changed nothing: ${list(merge.late)}.` : ""}
        </p>
      ) : null}
      {step.status === "skipped" ? null : <StepFlags step={step} />}
      {step.counts ? <p className="muted">{step.counts.in.toLocaleString("en-GB")} records in, {step.counts.out.toLocaleString("en-GB")} out{step.counts.filtered > 0 ? `, ${step.counts.filtered.toLocaleString("en-GB")} filtered` : ""}{step.counts.rejected > 0 ? `, ${step.counts.rejected.toLocaleString("en-GB")} rejected` : ""}.</p> : null}
      {effects === null ? null : <p>{effects}.</p>}
      <ChildRuns run={run} step={step} />
    </>
  );
}

/** What the last reply of a failed call says is wrong. */
function saidBy({ attempts }: StepRun): string | null {
  const exchange = attempts.findLast((attempt) => attempt.exchange !== null)?.exchange;
  const reply = exchange?.kind === "inline" ? readExchange(exchange.value)?.reply : null;
  return reply && reply.status >= 400 ? replyMessage(reply.body?.text ?? null) : null;
}

function StepError({ run, step }: { run: string; step: StepRun }) {
  if (!step.error) return null;
  const tries = step.error.attempts ?? step.attempts.length;
  const { kind, advice } = errorWords(step.error.class);
  const said = saidBy(step);
  return (
    <>
      <p><b>{step.error.message}</b></p>
      <HiddenText run={run} place={{ node: step.node, part: "error" }} text={step.error.message} />
      {said === null || step.error.message.includes(said) ? null : <p>The reply says: <b>“{said}”</b></p>}
      <p>{kind}{tries > 1 ? `, ${tries} attempts` : ""}. {advice}</p>
      <p className="small faint">Class <span className="data">{step.error.class}</span>, code <span className="data">{step.error.code}</span></p>
    </>
  );
}

/** A region may call a flow for each record: more than these are found in the list of runs. */
const shownChildren = 20;

function ChildRuns({ run, step }: { run: RunDetail; step: StepRun }) {
  const { slug } = useWorkspace();
  const listed = run.children.filter((child) => child.node === step.node);
  const children = listed.length > 0 || step.childRun === null ? listed : [{ run: step.childRun, node: step.node, status: null }];
  if (children.length === 0) return null;
  return (
    <ul>
      {children.slice(0, shownChildren).map((child) => (
        <li key={child.run}><Link href={`/w/${slug}/runs/${child.run}`} prefetch={false}>The run it called</Link>{child.status === null ? "" : `: ${wordOf(child.status).toLowerCase()}`}</li>
      ))}
      {children.length > shownChildren ? <li className="small muted">and {children.length - shownChildren} more</li> : null}
    </ul>
  );
}
