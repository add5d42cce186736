import { occurrencesOf } from "./occurrences-of.ts";
import { catchUpLimit, type FiringRule, unitMs } from "./schedule.ts";

/** An occurrence that starts nothing; one with `through` stands for all of the schedule from `at` up to it. */
export interface LeftOut {
  at: number;
  through: number | null;
  /** `skipped` as its policy says; `missed` because it was too long ago or too many. */
  status: "skipped" | "missed";
}

export interface Firing {
  /** Occurrences that each start a run, oldest first. */
  start: number[];
  left: LeftOut[];
  /** When to look again: the schedule's next occurrence, or the oldest one that is yet to be started. */
  next: number | null;
}

/** An occurrence is missed when it could not be started within this time; schedules are no closer than that. */
export const onTimeMs = 60_000;

/**
 * What is due at `now`, given that everything before `since` was dealt with. Computed from the schedule, never from
 * what happened last, so that no delay and no change of clocks moves a later occurrence.
 * @param atOnce how many runs one transaction may start; the rest comes with the next look.
 */
export function planFiring(rule: FiringRule, since: number, now: number, atOnce: number): Firing {
  const occurrences = occurrencesOf(rule.schedule);
  const due: number[] = [];
  let before = occurrences.previous(now + 1);
  for (; before !== null && before >= since && due.length < catchUpLimit; before = occurrences.previous(before)) due.push(before);
  due.reverse();

  const windowMs = Math.max(onTimeMs, rule.catchUpHours * unitMs.hours);
  const starts = (at: number): boolean => {
    switch (rule.missed) {
      case "skip":
        return now - at < onTimeMs;
      case "latest":
        return at === due.at(-1);
      case "all":
        return now - at <= windowMs;
    }
  };
  const status = rule.missed === "all" ? "missed" : "skipped";
  const start = due.filter(starts);
  const left: LeftOut[] = due.filter((at) => !starts(at)).map((at) => ({ at, through: null, status }));
  const first = before !== null && before >= since ? occurrences.next(since - 1) : null;
  if (before !== null && first !== null) left.unshift({ at: first, through: before, status });
  return { start: start.slice(0, atOnce), left, next: start[atOnce] ?? occurrences.next(now) };
}
