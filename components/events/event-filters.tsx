"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useRef, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { useNarrow } from "#components/ui/use-narrow.ts";
import { flowNamesQuery } from "#lib/client/queries/flows.ts";
import { sourceOptions } from "./delivery-words.ts";
import { EventTime } from "./event-time.tsx";
import type { EventFilterValues } from "./use-event-filter.ts";

const quietMs = 300;

export interface EventFiltersProps {
  values: EventFilterValues;
  onChange: (changes: EventFilterValues) => void;
}

interface SearchBoxProps {
  label: string;
  placeholder: string;
  value: string;
  onValue: (value: string) => void;
}

/** Asks when the typing stops. */
function SearchBox({ label, placeholder, value, onValue }: SearchBoxProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  return (
    <TextInput
      className="rl-key" type="search" aria-label={label} placeholder={placeholder} maxLength={200} icon={<Search className="ic ic-s" aria-hidden />}
      value={typed ?? value}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onValue(text.trim()), quietMs);
      }}
      onBlur={() => {
        clearTimeout(timer.current);
        if (typed !== null && typed.trim() !== value) onValue(typed.trim());
        setTyped(null);
      }}
    />
  );
}

const states = [
  { value: "", face: "All" }, { value: "failed", face: <><StatusMark mark="failed" />Failed</> }, { value: "held", face: <><StatusMark mark="waiting" />Held</> }, { value: "refused", face: <><StatusMark mark="failed" />Refused</> },
];

export function EventFilters({ values, onChange }: EventFiltersProps) {
  const { slug, may } = useWorkspace();
  const names = useQuery(flowNamesQuery(slug)).data ?? [];
  const flows = [{ value: "", label: "All flows" }, ...names.map(({ id, name }) => ({ value: id, label: name }))];
  if (values.flow !== undefined && !names.some(({ id }) => id === values.flow)) flows.push({ value: values.flow, label: "One flow" });
  const narrow = useNarrow();
  const find = (
    <>
      <SearchBox label="Id or business key" placeholder="Event’s or sender’s id, or key:1042" value={values.id ?? values.key ?? ""} onValue={(text) => onChange(idOrKey(text))} />
      {may("runs:payload") ? <SearchBox label="Text in the data" placeholder="In the data, such as ada@example.com" value={values.text ?? ""} onValue={(text) => onChange({ text: text.length < 2 ? "" : text })} /> : null}
    </>
  );
  const choose = (
    <>
      <Select aria-label="Source" value={values.source ?? ""} options={sourceOptions} onValue={(source) => onChange({ source })} />
      <Select aria-label="Heard by" value={values.flow ?? ""} options={flows} onValue={(flow) => onChange({ flow })} />
      <EventTime values={values} onChange={onChange} />
    </>
  );
  const inMore = [values.id ?? values.key, values.text, values.source, values.flow, values.period].filter((value) => value !== undefined).length;
  return (
    <div className="rl-filters">
      <div className="rl-bar">
        <SearchBox label="Event name" placeholder="Name, such as order/paid or order/*" value={values.name ?? ""} onValue={(name) => onChange({ name })} />
        {narrow ? null : find}
      </div>
      <div className="rl-bar">
        <div className="rl-scroll"><Segmented label="State" value={values.state ?? ""} segments={states} onValue={(state) => onChange({ state })} /></div>
        {narrow ? null : choose}
      </div>
      {narrow ? <details className="ev-more"><summary className="link">More filters{inMore === 0 ? "" : `, ${inMore} set`}</summary><div className="rl-bar">{find}{choose}</div></details> : null}
    </div>
  );
}

/** `key:1042` looks for a business key of the runs; everything else for an id. */
function idOrKey(text: string): EventFilterValues {
  return text.startsWith("key:") ? { key: text.slice(4).trim(), id: "" } : { id: text, key: "" };
}
