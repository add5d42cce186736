"use client";

import type { FieldControl } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";

/** Flows that start when another flow calls them; undefined while they are not known. */
export interface FlowChoice {
  flows: readonly { id: string; name: string }[] | undefined;
  /** Why they are not known, in words. */
  problem: string | null;
}

export interface FlowFieldProps extends FieldControl {
  value: string;
  choice: FlowChoice;
  readOnly: boolean;
  onValue: (flow: string) => void;
}

/** Which flow is called. */
export function FlowField({ value, choice, readOnly, onValue, ...control }: FlowFieldProps) {
  const { flows, problem } = choice;
  const known = flows?.some((flow) => flow.id === value) ?? false;
  const options = [
    { value: "", label: "Choose a flow" },
    ...(flows ?? []).map((flow) => ({ value: flow.id, label: flow.name })),
    ...(value !== "" && !known ? [{ value, label: flows ? "A flow that is gone, or that nothing may call" : "The one chosen before" }] : []),
  ];
  return (
    <>
      <Select {...control} value={value} options={options} disabled={readOnly} onValue={onValue} />
      {problem === null ? null : <p className="small frow-error">{problem}</p>}
      {flows?.length === 0 ? <p className="small muted">No flow can be called yet. Make one that starts with “Called by another flow”.</p> : null}
    </>
  );
}
