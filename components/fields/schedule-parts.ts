import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import { type IntervalUnit, intervalUnits, type Weekday, weekdays } from "#lib/flow/schedule/schedule.ts";

export type ScheduleMode = "interval" | "daily" | "cron";

/** What the form shows of a schedule, complete or not. */
export interface ScheduleParts {
  mode: ScheduleMode | null;
  every: number | null;
  unit: IntervalUnit;
  times: string[];
  weekdays: Weekday[];
  cron: string;
  zone: string;
}

/** What a mode begins with. */
const fresh = { every: 1, unit: "hours", times: ["08:30"], weekdays: ["mon", "tue", "wed", "thu", "fri"], cron: "30 8 * * 1-5" } as const;

function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** A schedule as a new node has it, where its author is. */
export function inBrowserZone(schedule: Json): Json {
  return isJsonObject(schedule) ? { ...schedule, zone: browserZone() } : schedule;
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Reads a setting's value leniently: work in progress is shown as it is. */
export function schedulePartsOf(value: Json | undefined): ScheduleParts {
  const given: JsonObject = isJsonObject(value) ? value : {};
  const mode = (["interval", "daily", "cron"] as const).find((known) => known === given["mode"]) ?? null;
  const chosen = new Set(texts(given["weekdays"]));
  return {
    mode,
    every: mode !== "interval" ? fresh.every : typeof given["every"] === "number" ? given["every"] : null,
    unit: intervalUnits.find((unit) => unit === given["unit"]) ?? fresh.unit,
    times: mode === "daily" ? texts(given["times"]) : [...fresh.times],
    weekdays: mode === "daily" ? weekdays.filter((day) => chosen.has(day)) : [...fresh.weekdays],
    cron: mode === "cron" ? String(given["cron"] ?? "") : fresh.cron,
    zone: typeof given["zone"] === "string" && given["zone"] !== "" ? given["zone"] : browserZone(),
  };
}

/** The setting's value again: only what its mode has. */
export function scheduleValue({ mode, every, unit, times, weekdays: days, cron, zone }: ScheduleParts): Json {
  switch (mode) {
    case "interval":
      return { mode, every: every ?? 0, unit, zone };
    case "daily":
      return { mode, times, weekdays: days, zone };
    case "cron":
      return { mode, cron, zone };
    case null:
      return null;
  }
}
