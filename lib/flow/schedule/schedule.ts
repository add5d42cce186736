/** The trigger that these belong to. */
export const scheduleTrigger = "core/schedule";

/** Monday first, as the form shows them. */
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

export const intervalUnits = ["minutes", "hours", "days"] as const;
export type IntervalUnit = (typeof intervalUnits)[number];
/** Elapsed time: a day of an interval is 24 hours, whatever clocks do. */
export const unitMs: Record<IntervalUnit, number> = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/**
 * When something happens again and again, in an IANA time zone. A local time that does not exist happens at the first
 * instant after the gap, one that exists twice the first time only. What goes by elapsed time (intervals, and cron
 * lines with every hour) keeps its pace through both.
 */
export type Schedule =
  | { mode: "interval"; every: number; unit: IntervalUnit; zone: string }
  | { mode: "daily"; times: string[]; weekdays: Weekday[]; zone: string }
  | { mode: "cron"; cron: string; zone: string };

/** What becomes of occurrences that nobody could start in time. */
export const missedPolicies = ["skip", "latest", "all"] as const;
export type MissedPolicy = (typeof missedPolicies)[number];

/** A published schedule with what it does about missed occurrences. */
export interface FiringRule {
  schedule: Schedule;
  missed: MissedPolicy;
  /** With `all`: missed occurrences older than this are left out. */
  catchUpHours: number;
}

/** Runs that one return may start, however much was missed. */
export const catchUpLimit = 1_000;

export const longestInterval = 1_000;
export const mostTimes = 24;
