"use client";

import type { EditMode } from "#components/fields/edit-mode.ts";
import { NumberField } from "#components/fields/number-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import type { NodeSettings, RetryPolicy } from "#lib/flow/document.schema.ts";
import { defaultRetry } from "#lib/flow/retry-policy.ts";
import { without } from "./without.ts";

export interface SettingsFieldsProps {
  settings: NodeSettings;
  readOnly: boolean;
  onChange: (settings: NodeSettings, mode: EditMode) => void;
  onLeave: () => void;
}

/** How often a failing step is tried, and how long it waits between. */
export function RetryFields({ settings, readOnly, onChange, onLeave }: SettingsFieldsProps) {
  const retry = settings.retry ?? defaultRetry;
  const set = (part: Partial<RetryPolicy>, mode: EditMode) => onChange({ ...settings, retry: { ...retry, ...part } }, mode);
  const shared = { readOnly, onLeave };
  return (
    <>
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
  );
}
