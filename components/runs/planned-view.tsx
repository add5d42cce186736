"use client";

import { CodeView } from "#components/ui/code-view.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import type { Payload } from "#lib/contracts/payload.schema.ts";
import type { PlannedAct, PlannedRow, PlannedWrite, StepPlan } from "#lib/flow/planned-write.ts";
import { hiddenMark } from "#lib/flow/field-rules/field-rule.ts";
import { isJsonObject, type Json } from "#lib/json.ts";
import { BodyView } from "./body-view.tsx";
import { ChangeRuler } from "./change-ruler.tsx";
import { HiddenField } from "./hidden-field-lazy.tsx";
import { ShapeView } from "./shape-view.tsx";
import { dependsInWords, standInWords } from "./planned-words.ts";

export interface PlannedViewProps {
  planned: Payload;
  run: string;
  node: string;
  step: string;
  /** Names of steps, by id. */
  names: ReadonlyMap<string, string>;
}

/** Writes shown at once: of a hundred records each would look alike. */
const shownWrites = 10;
const shownHidden = 20;

/** A stored plan, made safe to show; null when it is not one. */
function readPlan(value: Json): StepPlan | null {
  return isJsonObject(value) && Array.isArray(value["writes"]) ? (value as unknown as StepPlan) : null;
}

function Headers({ headers, perRun }: { headers: Record<string, string>; perRun: readonly string[] }) {
  const count = Object.keys(headers).length;
  return (
    <details>
      <summary className="link small">{count} {count === 1 ? "header" : "headers"}</summary>
      <JsonTree value={headers} label="Headers" />
      {perRun.length > 0 ? <p className="small faint">{perRun.join(", ")}: new in every run. The connection’s secret is added when it is sent.</p> : null}
    </details>
  );
}

function Act({ act, label }: { act: PlannedAct; label: string }) {
  switch (act.kind) {
    case "request":
      return (
        <>
          <p className="data plan-line">{act.method} {act.url}</p>
          <Headers headers={act.headers} perRun={act.perRun} />
          {act.body === null ? <p className="small faint">No body.</p> : <BodyView body={{ text: act.body, whole: null }} label={`Body of ${label}`} fileName="planned-request" />}
        </>
      );
    case "statement":
      return (
        <>
          <CodeView text={act.text} label={`Statement of ${label}`} />
          {act.values.length > 0 ? <JsonTree value={act.values} label={`Values of ${label}`} /> : null}
        </>
      );
    case "event":
      return (
        <>
          <p className="data plan-line">{act.name}</p>
          <JsonTree value={act.data} label={`Data of ${label}`} />
        </>
      );
    case "row":
      return (
        <>
          <p className="small"><b>{act.change}</b>{act.reason === undefined ? null : <span className="muted">: {act.reason}</span>}</p>
          <JsonTree value={act.row} label={`Row of ${label}`} />
        </>
      );
    case "problem":
      return <p className="small"><b>It would not be sent.</b> {act.message}</p>;
  }
}

function Write({ write, label, names }: { write: PlannedWrite; label: string; names: ReadonlyMap<string, string> }) {
  const depends = dependsInWords(write.depends, names);
  return (
    <li className="plan-write">
      {write.record === undefined || write.act.kind === "row" ? null : <p className="small faint">Record <span className="data">{write.record}</span></p>}
      <Act act={write.act} label={label} />
      {depends === null ? null : <p className="small plan-mark">Depends on a simulated value: {depends}.</p>}
      {write.undecided ? <p className="small plan-mark">Whether it is sent depends on a simulated value.</p> : null}
    </li>
  );
}

/** What a test-run did not write at a step: each request or statement as it would have left, and the rows of a sink by what becomes of them. */
export function PlannedView({ planned, run, node, step, names }: PlannedViewProps) {
  if (planned.kind !== "inline") {
    return <section className="side-sec"><h3 className="h-small">Not sent</h3>{planned.kind === "shape" && planned.shape !== null ? <ShapeView shape={planned.shape} label={`What ${step} would have sent`} /> : <p className="small muted">Too large to show here.</p>}</section>;
  }
  const plan = readPlan(planned.value);
  if (!plan) return null;
  const rows = plan.writes.flatMap(({ act }) => (act.kind === "row" ? [act] : []));
  const shown = plan.writes.slice(0, shownWrites).map((write, index) => ({ write, number: index + 1 }));
  const more = plan.writes.length - shownWrites;
  return (
    <section className="side-sec" aria-label={`What ${step} would have sent`}>
      <h3 className="h-small">{plan.writes.length === 0 ? "Not run" : plan.writes.length === 1 ? "Not sent: 1 write" : `Not sent: ${plan.writes.length} writes`}</h3>
      <p className="small muted">{standInWords[plan.standIn]}</p>
      {rows.length > 0 ? <Rows rows={rows} /> : null}
      <ol className="plan-list">
        {shown.map(({ write, number }) => <Write key={number} write={write} label={`write ${number} of ${step}`} names={names} />)}
      </ol>
      {planned.hidden.slice(0, shownHidden).map(({ path, by }) => <p key={path.join(".")} className="small"><span className="data">{path.join(".")}</span> <HiddenField run={run} place={{ node, part: "planned", path }} shown={hiddenMark} by={by} /></p>)}
      {more > 0 ? <p className="small muted">and {more} more like these</p> : null}
    </section>
  );
}

function Rows({ rows }: { rows: readonly PlannedRow[] }) {
  return (
    <>
      <p className="small">Into <span className="data">{rows[0]?.into}</span></p>
      <ChangeRuler rows={rows} />
    </>
  );
}
