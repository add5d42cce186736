"use client";

import { Field } from "#components/ui/field.tsx";
import { localTime } from "#components/ui/local-time.ts";
import { patternNames } from "#components/ui/pattern-glyph.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { FilterName, FilterValues } from "./use-run-filter.ts";

const durations = [
  { value: "", label: "Any duration" }, { value: "1000", label: "1 s or more" }, { value: "10000", label: "10 s or more" }, { value: "60000", label: "1 min or more" },
  { value: "600000", label: "10 min or more" }, { value: "3600000", label: "1 h or more" },
];

export function MoreFilters({ values, onChange }: { values: FilterValues; onChange: (changes: FilterValues) => void }) {
  const patterns = [{ value: "", label: "Any pattern" }, ...Object.entries(patternNames).map(([value, label]) => ({ value, label }))];
  const typed = (name: FilterName) => (event: { currentTarget: HTMLInputElement }) => onChange({ [name]: event.currentTarget.value.trim() });
  return (
    <div className="rl-more" role="group" aria-label="More filters">
      <Field label="Pattern">{(control) => <Select {...control} value={values.pattern ?? ""} options={patterns} onValue={(pattern) => onChange({ pattern })} />}</Field>
      <Field label="Duration">{(control) => <Select {...control} value={values.minMs ?? ""} options={durations} onValue={(minMs) => onChange({ minMs })} />}</Field>
      <Field label="Version">{(control) => <TextInput {...control} data inputMode="numeric" pattern="[0-9]*" maxLength={6} defaultValue={values.version} key={values.version} onBlur={(event) => onChange({ version: event.currentTarget.value.replaceAll(/\D/gu, "") })} />}</Field>
      <Field label="Error code">{(control) => <TextInput {...control} data maxLength={100} defaultValue={values.code} key={values.code} onBlur={typed("code")} />}</Field>
      <Field label="Tag">{(control) => <TextInput {...control} maxLength={40} defaultValue={values.tag} key={values.tag} onBlur={typed("tag")} />}</Field>
      <Field label="From">{(control) => <TextInput {...control} type="datetime-local" value={localTime.shown(values.since)} onChange={(event) => onChange({ since: localTime.read(event.currentTarget.value), period: "" })} />}</Field>
      <Field label="Before">{(control) => <TextInput {...control} type="datetime-local" value={localTime.shown(values.until)} onChange={(event) => onChange({ until: localTime.read(event.currentTarget.value), period: "" })} />}</Field>
    </div>
  );
}
