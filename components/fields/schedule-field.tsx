"use client";

import { Plus, X } from "lucide-react";
import { useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { readSchedule } from "#lib/flow/schedule/read-schedule.ts";
import { longestInterval, mostTimes, type Weekday, weekdays } from "#lib/flow/schedule/schedule.ts";
import type { Json } from "#lib/json.ts";
import type { EditMode } from "./edit-mode.ts";
import { NumberField } from "./number-field.tsx";
import { type ScheduleMode, type ScheduleParts, schedulePartsOf, scheduleValue } from "./schedule-parts.ts";
import { SchedulePreview } from "./schedule-preview.tsx";
import { ZoneField } from "./zone-field.tsx";

const modes = [{ value: "interval", face: "Every so often" }, { value: "daily", face: "Times of the day" }, { value: "cron", face: "Cron line" }] as const;
const units = [{ value: "minutes", label: "minutes" }, { value: "hours", label: "hours" }, { value: "days", label: "days (24 hours)" }] as const;
const dayNames: Record<Weekday, string> = { mon: "Monday", tue: "Tuesday", wed: "Wednesday", thu: "Thursday", fri: "Friday", sat: "Saturday", sun: "Sunday" };

export interface ScheduleFieldProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  label: string;
  value: Json | undefined;
  readOnly: boolean;
  onChange: (value: Json, mode: EditMode) => void;
  onLeave: () => void;
}

interface PartProps {
  parts: ScheduleParts;
  readOnly: boolean;
  change: (part: Partial<ScheduleParts>, mode: EditMode) => void;
  onLeave: () => void;
}

/** When a flow starts: how it repeats, in which zone, and what that comes to. */
export function ScheduleField({ label, value, readOnly, onChange, onLeave, ...control }: ScheduleFieldProps) {
  const parts = schedulePartsOf(value);
  // What another mode had before comes back with it, for as long as the form is open.
  const left = useRef<Partial<Record<ScheduleMode, ScheduleParts>>>({});
  const change = (part: Partial<ScheduleParts>, mode: EditMode) => onChange(scheduleValue({ ...parts, ...part }), mode);
  function turnTo(mode: ScheduleMode) {
    if (mode === parts.mode || readOnly) return;
    if (parts.mode !== null) left.current[parts.mode] = parts;
    onChange(scheduleValue({ ...(left.current[mode] ?? parts), mode, zone: parts.zone }), "record");
  }
  const read = readSchedule(value);
  const shared = { parts, readOnly, change, onLeave };
  return (
    <div className="sched" role="group" aria-label={label} aria-describedby={control["aria-describedby"]}>
      <Segmented<ScheduleMode | ""> label="How it repeats" value={parts.mode ?? ""} segments={modes} onValue={(mode) => mode !== "" && turnTo(mode)} />
      {parts.mode === "interval" ? <IntervalPart {...shared} id={control.id} /> : null}
      {parts.mode === "daily" ? <DailyPart {...shared} /> : null}
      {parts.mode === "cron" ? (
        <TextInput
          id={control.id}
          aria-label="Cron line: minute, hour, day of the month, month, weekday"
          aria-invalid={control["aria-invalid"]}
          data
          spellCheck={false}
          maxLength={500}
          placeholder="30 8 * * 1-5"
          readOnly={readOnly}
          value={parts.cron}
          onChange={(event) => change({ cron: event.currentTarget.value }, "squash")}
          onBlur={onLeave}
        />
      ) : null}
      {parts.mode === null ? <p className="small muted">Choose how it repeats.</p> : <ZoneField value={parts.zone} readOnly={readOnly} onValue={(zone) => change({ zone }, "record")} />}
      {read.ok ? <SchedulePreview schedule={read.value} /> : null}
    </div>
  );
}

function IntervalPart({ id, parts, readOnly, change, onLeave }: PartProps & { id: string }) {
  return (
    <div className="sched-row">
      <label className="small muted" htmlFor={id}>Every</label>
      <NumberField id={id} aria-describedby={undefined} aria-invalid={undefined} value={parts.every} unit="" min={1} max={longestInterval} whole readOnly={readOnly} onValue={(every) => change({ every }, "squash")} onLeave={onLeave} />
      <Select aria-label="Unit" value={parts.unit} options={units} disabled={readOnly} onValue={(unit) => change({ unit }, "record")} />
    </div>
  );
}

function DailyPart({ parts: { times, weekdays: chosen }, readOnly, change, onLeave }: PartProps) {
  const toggle = (day: Weekday) => change({ weekdays: weekdays.filter((known) => (known === day) !== chosen.includes(known)) }, "record");
  return (
    <>
      <div className="sched-row" role="group" aria-label="Times of the day">
        {times.map((time, index) => (
          // Times have no identity of their own.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} className="sched-time">
            <TextInput
              type="time"
              aria-label={`Time ${index + 1}`}
              readOnly={readOnly}
              required
              value={time}
              onChange={(event) => change({ times: times.with(index, event.currentTarget.value) }, "squash")}
              onBlur={onLeave}
            />
            {readOnly || times.length === 1 ? null : <IconButton size="s" icon={X} label={`Remove ${time === "" ? `time ${index + 1}` : time}`} onClick={() => change({ times: times.toSpliced(index, 1) }, "record")} />}
          </span>
        ))}
        {readOnly || times.length >= mostTimes ? null : <Button size="s" look="bare" onClick={() => change({ times: [...times, "17:00"] }, "record")}><Plus className="ic ic-s" aria-hidden /> Add a time</Button>}
      </div>
      <div className="seg sched-days" role="group" aria-label="Weekdays">
        {weekdays.map((day) => (
          <button key={day} type="button" aria-pressed={chosen.includes(day)} title={dayNames[day]} disabled={readOnly} onClick={() => toggle(day)}>{dayNames[day].slice(0, 2)}<span className="vh">{dayNames[day].slice(2)}</span></button>
        ))}
      </div>
    </>
  );
}
