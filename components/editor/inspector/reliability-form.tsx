"use client";

import { useId } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import type { FlowNode, NodeSettings, RetryPolicy } from "#lib/flow/document.schema.ts";
import type { NodeType } from "#lib/flow/node-type.ts";
import type { EditMode } from "#components/fields/edit-mode.ts";
import { NumberField } from "./number-field.tsx";

/** What the engine does when nothing is set. */
const presetRetry: RetryPolicy = { attempts: 4, backoff: "exponential", delayMs: 1_000, maxDelayMs: 300_000 };

export interface ReliabilityFormProps {
  node: FlowNode;
  type: NodeType | undefined;
  handlesError: boolean;
  readOnly: boolean;
  onChange: (settings: NodeSettings, mode: EditMode) => void;
  onLeave: () => void;
}

function without<Key extends keyof NodeSettings>(settings: NodeSettings, key: Key): NodeSettings {
  const { [key]: _dropped, ...rest } = settings;
  return rest;
}

/** Time limit, tries and what a failure does. */
export function ReliabilityForm({ node, type, handlesError, readOnly, onChange, onLeave }: ReliabilityFormProps) {
  const { settings } = node;
  const id = useId();
  if (type && !type.canFail) return <p className="small muted">A trigger cannot fail: what arrives is stored before it is answered.</p>;
  const retry = settings.retry ?? presetRetry;
  const set = (part: Partial<RetryPolicy>, mode: EditMode) => onChange({ ...settings, retry: { ...retry, ...part } }, mode);
  const shared = { readOnly, onLeave };
  return (
    <div className="form-rows is-tight">
      {type?.isStep === false ? <p className="small muted">This step is computed at once and needs neither a time limit nor another try.</p> : (
        <>
          <Field label="Time limit" layout="row" className="ed-row" hint="For one try. Empty: 30 s.">
            {(control) => (
              <NumberField {...control} {...shared} unit="s" min={0.1} max={300} value={settings.timeoutMs === undefined ? null : settings.timeoutMs / 1_000} onValue={(value) => onChange(value === null ? without(settings, "timeoutMs") : { ...settings, timeoutMs: Math.round(value * 1_000) }, "squash")} />
            )}
          </Field>
          <Field label="Tries" layout="row" className="ed-row" hint="The first one counts. At most 20.">
            {(control) => <NumberField {...control} {...shared} unit="" min={1} max={20} whole value={retry.attempts} onValue={(value) => set({ attempts: value ?? 1 }, "squash")} />}
          </Field>
          {retry.attempts > 1 ? (
            <>
              <Field label="Between tries" layout="row" className="ed-row">
                {(control) => (
                  <Select
                    {...control}
                    value={retry.backoff}
                    disabled={readOnly}
                    options={[{ value: "exponential", label: "Longer each time, with chance" }, { value: "constant", label: "Always the same" }]}
                    onValue={(backoff) => set({ backoff }, "record")}
                  />
                )}
              </Field>
              <Field label={retry.backoff === "constant" ? "Wait" : "First wait"} layout="row" className="ed-row">
                {(control) => <NumberField {...control} {...shared} unit="s" min={0} max={86_400} value={retry.delayMs / 1_000} onValue={(value) => set({ delayMs: Math.round((value ?? 0) * 1_000) }, "squash")} />}
              </Field>
              {retry.backoff === "exponential" ? (
                <Field label="Longest wait" layout="row" className="ed-row">
                  {(control) => <NumberField {...control} {...shared} unit="s" min={0} max={86_400} value={retry.maxDelayMs / 1_000} onValue={(value) => set({ maxDelayMs: Math.round((value ?? 0) * 1_000) }, "squash")} />}
                </Field>
              ) : null}
            </>
          ) : null}
          {settings.retry && !readOnly ? <div className="ed-reset"><Button size="s" look="bare" onClick={() => onChange(without(settings, "retry"), "record")}>Use the usual tries: 4, from 1 s to 5 min apart</Button></div> : null}
        </>
      )}
      <Field label="On error" layout="row" className="ed-row" hint={handlesError ? "Its error port leads on, so the run goes there instead." : "After all tries. Draw a connection from the red port to handle it in the flow."}>
        {(control) => (
          <Select
            {...control}
            id={control.id || id}
            value={settings.onError ?? "fail"}
            disabled={readOnly || handlesError}
            options={[{ value: "fail", label: "Fail the run" }, { value: "skip", label: "Skip what follows, go on elsewhere" }]}
            onValue={(onError) => onChange(onError === "fail" ? without(settings, "onError") : { ...settings, onError }, "record")}
          />
        )}
      </Field>
    </div>
  );
}
