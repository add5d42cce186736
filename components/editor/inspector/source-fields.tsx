"use client";

import { NumberField } from "#components/fields/number-field.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import type { NodeSettings } from "#lib/flow/document.schema.ts";
import type { SettingsFieldsProps } from "./retry-fields.tsx";
import { without } from "./without.ts";

function withLimit(settings: NodeSettings, part: NonNullable<NodeSettings["rejectLimit"]>, drop?: "count" | "percent"): NodeSettings {
  const limit = { ...settings.rejectLimit, ...part };
  if (drop) delete limit[drop];
  return Object.keys(limit).length === 0 ? without(settings, "rejectLimit") : { ...settings, rejectLimit: limit };
}

export interface SourceFieldsProps extends SettingsFieldsProps {
  /** The next run may go on where this one ended. */
  keepsPlace: boolean;
}

/** How many records may be rejected, and what a second run does while one reads. */
export function SourceFields({ settings, keepsPlace, readOnly, onChange, onLeave }: SourceFieldsProps) {
  const { count, percent } = settings.rejectLimit ?? {};
  const shared = { readOnly, onLeave };
  return (
    <>
      <Field label="Rejects, at most" layout="row" className="ed-row" hint="More rejected records fail all of it. Empty: any number.">
        {(control) => <NumberField {...control} {...shared} unit="records" min={0} max={Number.MAX_SAFE_INTEGER} whole value={count ?? null} onValue={(value) => onChange(value === null ? withLimit(settings, {}, "count") : withLimit(settings, { count: value }), "squash")} />}
      </Field>
      <Field label="or a share of" layout="row" className="ed-row">
        {(control) => <NumberField {...control} {...shared} unit="%" min={0} max={100} value={percent ?? null} onValue={(value) => onChange(value === null ? withLimit(settings, {}, "percent") : withLimit(settings, { percent: value }), "squash")} />}
      </Field>
      {keepsPlace ? (
        <Field label="Two at once" layout="row" className="ed-row" hint="What a second run does while another one still reads.">
          {(control) => (
            <Select
              {...control}
              value={settings.overlap ?? "wait"}
              disabled={readOnly}
              options={[{ value: "wait", label: "It waits" }, { value: "skip", label: "It leaves the records to that one" }, { value: "cancel", label: "It ends the other one" }]}
              onValue={(overlap) => onChange(overlap === "wait" ? without(settings, "overlap") : { ...settings, overlap }, "record")}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}
