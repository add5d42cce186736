"use client";

import { RotateCw } from "lucide-react";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeView } from "#components/ui/code-view.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Payload } from "#lib/contracts/payload.schema.ts";
import type { Attempt, RunDetail, StepRun } from "#lib/contracts/runs.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { ExchangeView } from "./exchange-view.tsx";
import { PlannedView } from "./planned-view.tsx";
import { HiddenText } from "./hidden-text.tsx";
import { PayloadView } from "./payload-view.tsx";
import { readExchange } from "./read-exchange.ts";
import { RunStatusLabel } from "./run-status-label.tsx";
import { isFinal, wordOf } from "./run-words.ts";
import { ShapeView } from "./shape-view.tsx";
import { StepCause } from "./step-cause.tsx";

/** From here on they are not seen at a glance. */
const manyLines = 20;

export interface StepPanelProps {
  run: RunDetail;
  step: StepRun;
  types: NodeTypes;
  /** Absent: it cannot be run again from here. From the trigger on is the whole run, which the page replays. */
  onReplay?: (node: string) => void;
}

/** The step that is looked at: why it failed first, then what was sent and came back, then its data. */
export function StepPanel({ run, step, types, onReplay }: StepPanelProps) {
  const { may } = useWorkspace();
  return (
    <>
      <section className="side-sec">
        <div className="row">
          <span className="muted row"><NodeIcon icon={types.get(step.type)?.icon} title={step.name} /></span>
          <h2 className="grow h-body cut" title={step.name}>{step.name}</h2>
          <RunStatusLabel status={step.status} />
        </div>
        <StepCause run={run} step={step} types={types} />
        {onReplay && may("runs:start") && run.keepsData && isFinal(run.status) && step.status !== "skipped" && types.get(step.type)?.kind !== "trigger" ? (
          <div><Button size="s" onClick={() => onReplay(step.node)}><RotateCw className="ic ic-s" aria-hidden />Replay from here</Button></div>
        ) : null}
      </section>
      {step.planned ? <PlannedView key={`${step.node} planned`} planned={step.planned} run={run.id} node={step.node} step={step.name} names={new Map(run.document.nodes.map((node) => [node.id, node.name]))} /> : null}
      <Attempts key={step.node} run={run.id} step={step} />
      {step.logs.length > 0 ? (
        <section className="side-sec" aria-label={`Log of ${step.name}`}>
          <div className="row">
            <h3 className="h-small grow">Log{step.logs.length > manyLines ? `, ${step.logs.length.toLocaleString("en")} lines` : ""}</h3>
            <CopyButton text={() => step.logs.join("\n")} label={`Copy log of ${step.name}`} />
          </div>
          <CodeView text={step.logs.join("\n")} label={`Log of ${step.name}`} />
          <HiddenText run={run.id} place={{ node: step.node, part: "logs" }} text={step.logs.join("\n")} />
        </section>
      ) : null}
      <Part title="Input" payload={step.input} run={run} step={step} part="input" absent="It had no input of its own." />
      <Part title="Output" payload={step.output} run={run} step={step} part="output" absent={withoutOutput(step)} />
    </>
  );
}

function withoutOutput({ status }: StepRun): string {
  if (status === "running" || status === "waiting") return "It has no output yet.";
  return status === "succeeded" ? "It has no output." : "It has no output, because it did not succeed.";
}

function Attempts({ run, step }: { run: string; step: StepRun }) {
  const called = step.attempts.filter((attempt) => attempt.exchange !== null);
  const [chosen, setChosen] = useState<number | null>(null);
  const attempt = called.find((candidate) => candidate.number === chosen) ?? called.at(-1);
  if (!attempt?.exchange) return null;
  return (
    <>
      {called.length > 1 ? (
        <div className="side-sec">
          <Select
            aria-label="Attempt"
            value={String(attempt.number)}
            options={called.map((one) => ({ value: String(one.number), label: `Attempt ${one.number} of ${step.attempts.length}, ${wordOfAttempt(one)}` }))}
            onValue={(value) => setChosen(Number(value))}
          />
        </div>
      ) : null}
      <Exchange exchange={attempt.exchange} attempt={attempt.number} run={run} step={step} />
    </>
  );
}

function wordOfAttempt(attempt: Attempt): string {
  return attempt.status === "abandoned" ? "abandoned" : wordOf(attempt.status).toLowerCase();
}

function Exchange({ exchange, attempt, run, step }: { exchange: Payload; attempt: number; run: string; step: StepRun }) {
  if (exchange.kind === "inline") {
    const read = readExchange(exchange.value);
    return read ? <ExchangeView exchange={read} attempt={attempt} step={step.name} run={run} node={step.node} hidden={exchange.hidden} /> : null;
  }
  return (
    <section className="side-sec">
      <h3 className="h-small">Request and reply</h3>
      {exchange.kind === "shape" && exchange.shape !== null ? <ShapeView shape={exchange.shape} label={`Request and reply, attempt ${attempt}`} /> : <p className="small muted">Too large to show here.</p>}
    </section>
  );
}

interface PartProps {
  title: string;
  payload: Payload | null;
  run: RunDetail;
  step: StepRun;
  part: "input" | "output";
  absent: string;
}

function Part({ title, payload, run, step, part, absent }: PartProps) {
  return (
    <section className="side-sec" aria-label={`${title} of ${step.name}`}>
      <h3 className="h-small">{title}</h3>
      {payload ? <PayloadView key={step.node} payload={payload} run={run.id} step={step} part={part} /> : <p className="small faint">{absent}</p>}
    </section>
  );
}
