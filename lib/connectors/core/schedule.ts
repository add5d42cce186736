import { z } from "zod";
import type { MissedPolicy, Schedule } from "#lib/flow/schedule/schedule.ts";
import { operation } from "../define.ts";
import { fields } from "../fields.ts";

const zone = z.string().max(60);
/** Its shape alone: `check` reads times, cron lines and zones, and says in words what is wrong with them. */
const anySchedule = z.discriminatedUnion("mode", [
  z.strictObject({ mode: z.literal("interval"), every: z.int(), unit: z.enum(["minutes", "hours", "days"]), zone }),
  z.strictObject({ mode: z.literal("daily"), times: z.array(z.string()), weekdays: z.array(z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])), zone }),
  z.strictObject({ mode: z.literal("cron"), cron: z.string().max(500), zone }),
]) satisfies z.ZodType<Schedule>;
const missedPolicy = z.enum(["skip", "latest", "all"]) satisfies z.ZodType<MissedPolicy>;

export const schedule = operation({
  title: "Schedule",
  description: "Starts again and again: every so often, at times of the day, or by a cron line, in a time zone.",
  icon: "calendar-clock",
  kind: "trigger",
  effect: "none",
  pattern: "batch",
  summary: "{schedule}",
  input: z.object({
    schedule: anySchedule.register(fields, { label: "When", control: "schedule", bindable: false }),
    missed: missedPolicy.default("latest").register(fields, {
      label: "Missed ones", control: "select", bindable: false,
      options: { skip: "Leave them out", latest: "Start once, for the latest", all: "Start each of them, oldest first" },
      help: "What to do about occurrences that came while Millrace was down or the flow was paused.",
    }),
    catchUpHours: z.int().min(1).max(8_760).default(24).register(fields, {
      label: "Catch up", control: "number", unit: "hours", bindable: false, showIf: { field: "missed", is: "all" }, help: "Older missed ones are left out. At most 1,000 are started.",
    }),
  }),
  output: z.object({
    scheduledAt: z.string(),
    /** What clocks in the zone show then. */
    localTime: z.string(),
    zone: z.string(),
    /** The occurrence before it that started a run; null for the first one. */
    previous: z.string().nullable(),
  }),
  sample: { scheduledAt: "2026-11-23T07:30:00.000Z", localTime: "2026-11-23T08:30:00", zone: "Europe/Berlin", previous: "2026-11-20T07:30:00.000Z" },
  defaults: { schedule: { mode: "daily", times: ["08:30"], weekdays: ["mon", "tue", "wed", "thu", "fri"], zone: "UTC" }, missed: "latest" },
  help: {
    rule: "Each occurrence starts exactly one run, never early by the database’s clock, and the next one is computed from the schedule, not from the last run. Where clocks change, a local time that does not exist starts at the first instant after the gap, and one that exists twice starts once, the first time. Intervals follow elapsed time, counted from midnight of 1 January 2024 in the zone: every 24 hours is an hour later by the clock in summer. A cron line with every hour follows elapsed time too: 23 runs on a day of 23 hours, 25 on one of 25.",
    example: "Every weekday at 08:30, Berlin time, starts at 07:30 UTC in winter and at 06:30 UTC in summer. The steps read from previous up to scheduledAt, so that a day that was missed is read too.",
    failures: [
      { when: "Millrace is down, or the flow is paused, for a minute or more after an occurrence", outcome: "The occurrence is missed. Missed ones are left out, started once for the latest, or each started oldest first, as the setting says, when Millrace or the flow is back." },
      { when: "More than 1,000 are missed, or some are older than the hours to catch up", outcome: "The newest are started, the others are listed as missed." },
      { when: "A run takes longer than until the next occurrence", outcome: "The next one starts all the same, beside it." },
      { when: "A new version changes the schedule", outcome: "It counts from the moment of publishing. Unchanged, it goes on as it was." },
    ],
    rules: ["graph-8", "step-7"],
  },
});
