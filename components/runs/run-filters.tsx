"use client";

import { useQuery } from "@tanstack/react-query";
import { ListFilter, Search } from "lucide-react";
import { useRef, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { type Segment, Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { flowNamesQuery } from "#lib/client/queries/flows.ts";
import type { RunStatus } from "#lib/contracts/runs.schema.ts";
import { MoreFilters } from "./more-filters.tsx";
import { signalOf, wordOf } from "./run-words.ts";
import { type FilterValues, periods } from "./use-run-filter.ts";

const runStatuses: readonly RunStatus[] = ["failed", "running", "waiting", "queued", "succeeded", "cancelled"];

const segments: readonly Segment<RunStatus | "all">[] = [
  { value: "all", face: "All" },
  ...runStatuses.map((status) => ({ value: status, face: <><StatusMark mark={signalOf(status)} />{wordOf(status)}</> })),
];

const kinds: readonly Segment<"live" | "test">[] = [{ value: "live", face: "Live" }, { value: "test", face: "Test runs" }];

/** Filters that stand behind "More filters". */
const hidden = ["version", "pattern", "minMs", "code", "tag", "since", "until"] as const;

export interface RunFiltersProps {
  values: FilterValues;
  onChange: (changes: FilterValues) => void;
}

export function RunFilters({ values, onChange }: RunFiltersProps) {
  const { slug } = useWorkspace();
  const [isOpen, setIsOpen] = useState(false);
  const { flow } = values;
  const names = useQuery(flowNamesQuery(slug)).data ?? [];
  const options = [{ value: "", label: "All flows" }, ...names.map(({ id, name }) => ({ value: id, label: name }))];
  if (flow !== undefined && !names.some(({ id }) => id === flow)) options.push({ value: flow, label: "One flow" });
  const status = runStatuses.find((candidate) => candidate === values.status);
  const set = hidden.filter((name) => values[name] !== undefined).length;
  return (
    <div className="rl-filters">
      <div className="rl-bar">
        <Segmented label="Kind of run" value={values.kind === "test" ? "test" : "live"} segments={kinds} onValue={(kind) => onChange({ kind: kind === "test" ? kind : "" })} />
        <div className="rl-scroll">
          <Segmented label="State" value={status ?? "all"} segments={segments} onValue={(value) => onChange({ status: value === "all" ? "" : value, left: "" })} />
        </div>
      </div>
      <div className="rl-bar">
        <KeySearch value={values.key ?? ""} onValue={(key) => onChange({ key })} />
        <Select aria-label="Flow" value={flow ?? ""} options={options} onValue={(value) => onChange({ flow: value, fingerprint: "", left: "" })} />
        <Select aria-label="Time" className="rl-time" value={values.period ?? ""} options={[{ value: "", label: values.since || values.until ? "Chosen times" : "Any time" }, ...periods]} onValue={(period) => onChange({ period, since: "", until: "" })} />
        <Button aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}><ListFilter className="ic ic-s" aria-hidden />More filters{set > 0 ? ` (${set})` : ""}</Button>
      </div>
      {isOpen ? <MoreFilters values={values} onChange={onChange} /> : null}
    </div>
  );
}

const quietMs = 300;

/** Finds runs by a business key, such as the order's number; asks when the typing stops. */
function KeySearch({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  // What is typed stands until the box is left; from then on the filter does.
  const [typed, setTyped] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  function ask(text: string) {
    clearTimeout(timer.current);
    if (text.trim() !== value) onValue(text.trim());
  }
  function type(text: string) {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onValue(text.trim()), quietMs);
  }
  function leave() {
    if (typed !== null) ask(typed);
    setTyped(null);
  }
  return (
    <TextInput
      className="rl-key" type="search" aria-label="Business key" placeholder="Find by business key, such as an order number" maxLength={200} icon={<Search className="ic ic-s" aria-hidden />}
      value={typed ?? value}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={leave}
    />
  );
}
