import { describe, expect, test } from "vitest";
import { readSchedule } from "#lib/flow/schedule/read-schedule.ts";
import { inBrowserZone, schedulePartsOf, scheduleValue } from "./schedule-parts.ts";

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

describe("a schedule's form", () => {
  test.each([
    { mode: "interval", every: 15, unit: "minutes", zone: "UTC" },
    { mode: "daily", times: ["08:30", "17:00"], weekdays: ["mon", "fri"], zone: "Europe/Berlin" },
    { mode: "cron", cron: "30 8 * * 1-5", zone: "Asia/Tokyo" },
    // Work in progress stays as it is.
    { mode: "daily", times: [""], weekdays: [], zone: "UTC" },
    { mode: "cron", cron: "", zone: "UTC" },
  ])("keeps %j", (value) => {
    expect(scheduleValue(schedulePartsOf(value))).toEqual(value);
  });

  test.each(["interval", "daily", "cron"] as const)("begins %s complete, in the zone of its author", (mode) => {
    const parts = schedulePartsOf(undefined);
    expect(parts.mode).toBeNull();
    expect(scheduleValue(parts)).toBeNull();
    const value = scheduleValue({ ...parts, mode });
    expect(readSchedule(value)).toMatchObject({ ok: true, value: { mode, zone: here } });
  });

  test("a number that was emptied is no schedule", () => {
    const parts = schedulePartsOf({ mode: "interval", every: 5, unit: "hours", zone: "UTC" });
    expect(readSchedule(scheduleValue({ ...parts, every: null })).ok).toBe(false);
  });

  test("a new node is in the zone of its author", () => {
    expect(inBrowserZone({ mode: "cron", cron: "* * * * *", zone: "UTC" })).toEqual({ mode: "cron", cron: "* * * * *", zone: here });
  });
});
