"use client";

import { BindingField } from "#components/fields/binding-field.tsx";
import type { EditMode } from "#components/fields/edit-mode.ts";
import { NumberField } from "#components/fields/number-field.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import type { FlowNode, NodeSettings } from "#lib/flow/document.schema.ts";
import type { NodeType } from "#lib/flow/node-type.ts";
import { RetryFields } from "./retry-fields.tsx";
import { SourceFields } from "./source-fields.tsx";
import { without } from "./without.ts";

export interface ReliabilityFormProps {
  node: FlowNode;
  type: NodeType | undefined;
  handlesError: boolean;
  /** What is wrong with the idempotency key. */
  problem: string | undefined;
  readOnly: boolean;
  onChange: (settings: NodeSettings, mode: EditMode) => void;
  onLeave: () => void;
}

function whyNothing(type: NodeType): string {
  if (type.kind === "trigger") return "A trigger cannot fail: what arrives is stored before it is answered.";
  return "This step ends the run, so it cannot fail.";
}

/** Time limit, tries, what a failure does, and what is done when it cannot be known whether an effect happened. */
export function ReliabilityForm({ node, type, handlesError, problem, readOnly, onChange, onLeave }: ReliabilityFormProps) {
  const { settings } = node;
  if (type && !type.canFail) return <p className="small muted">{whyNothing(type)}</p>;
  const isWrite = type?.effect === "write" && type.idempotency !== "natural";
  const repeats = type?.idempotency === "keyed";
  return (
    <div className="form-rows is-tight">
      {type?.isStep === false ? <p className="small muted">This step is computed at once and needs neither a time limit nor another try.</p> : (
        <>
          <Field label="Time limit" layout="row" className="ed-row" hint={`For one try. Empty: ${type?.built === "code" ? 10 : 30} s.`}>
            {(control) => (
              <NumberField {...control} readOnly={readOnly} onLeave={onLeave} unit="s" min={0.1} max={300} value={settings.timeoutMs === undefined ? null : settings.timeoutMs / 1_000} onValue={(value) => onChange(value === null ? without(settings, "timeoutMs") : { ...settings, timeoutMs: Math.round(value * 1_000) }, "squash")} />
            )}
          </Field>
          <RetryFields settings={settings} readOnly={readOnly} onChange={onChange} onLeave={onLeave} />
        </>
      )}
      <Field label="On error" layout="row" className="ed-row" hint={handlesError ? "Its error port leads on, so the run goes there instead." : "After all tries. Draw a connection from the red port to handle it in the flow."}>
        {(control) => (
          <Select
            {...control}
            value={settings.onError ?? "fail"}
            disabled={readOnly || handlesError}
            options={[{ value: "fail", label: "Fail the run" }, { value: "skip", label: "Skip what follows, go on elsewhere" }]}
            onValue={(onError) => onChange(onError === "fail" ? without(settings, "onError") : { ...settings, onError }, "record")}
          />
        )}
      </Field>
      {type?.kind === "source" ? <SourceFields settings={settings} keepsPlace={type.effect !== "none"} readOnly={readOnly} onChange={onChange} onLeave={onLeave} /> : null}
      {isWrite ? (
        <>
          <Field label="Own key" layout="row" className="ed-row" error={problem} hint="What makes it the same work, such as an order’s number: done once for each, whatever starts it. Empty: once a run.">
            {(control) => (
              <BindingField
                {...control}
                label="Own key"
                value={settings.idempotencyKey}
                readOnly={readOnly}
                placeholder="{ for a value"
                onChange={(key) => onChange(key === null ? without(settings, "idempotencyKey") : { ...settings, idempotencyKey: key }, "squash")}
                onLeave={onLeave}
              />
            )}
          </Field>
          <Field label="When unknown" layout="row" className="ed-row" hint="A crash or a cut connection can leave it open whether it was done.">
            {(control) => (
              <Select
                {...control}
                value={settings.onUnknown ?? "usual"}
                disabled={readOnly}
                options={[
                  { value: "usual", label: repeats ? "As usual: do it again, with the same key" : "As usual: stop and ask" },
                  { value: "repeat", label: "Do it again" },
                  { value: "ask", label: "Stop and ask" },
                ]}
                onValue={(onUnknown) => onChange(onUnknown === "usual" ? without(settings, "onUnknown") : { ...settings, onUnknown }, "record")}
              />
            )}
          </Field>
        </>
      ) : null}
    </div>
  );
}
