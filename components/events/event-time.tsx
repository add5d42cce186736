import { periods } from "#components/runs/use-run-filter.ts";
import { localTime } from "#components/ui/local-time.ts";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { EventFilterValues } from "./use-event-filter.ts";

const options = [{ value: "", label: "Any time" }, ...periods.slice(0, 2), { value: "today", label: "Today" }, { value: "yesterday", label: "Yesterday" }, ...periods.slice(2), { value: "range", label: "From … to …" }];

/** When the events came: a period up to now, a day, or a range of the reader's own. */
export function EventTime({ values: { period, since, until }, onChange }: { values: EventFilterValues; onChange: (changes: EventFilterValues) => void }) {
  return (
    <>
      <Select aria-label="Time" className="rl-time" value={period ?? ""} options={options} onValue={(value) => onChange({ period: value, since: "", until: "" })} />
      {period === "range" ? (
        <>
          <TextInput className="ev-range" aria-label="From" icon={<span className="small muted" aria-hidden>From</span>} type="datetime-local" value={localTime.shown(since)} onChange={(event) => onChange({ since: localTime.read(event.currentTarget.value) })} />
          <TextInput className="ev-range" aria-label="Before" icon={<span className="small muted" aria-hidden>Before</span>} type="datetime-local" value={localTime.shown(until)} onChange={(event) => onChange({ until: localTime.read(event.currentTarget.value) })} />
        </>
      ) : null}
    </>
  );
}
