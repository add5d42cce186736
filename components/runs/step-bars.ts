import type { Attempt, Region, StepRun } from "#lib/contracts/runs.schema.ts";
import type { Signal } from "#components/ui/signal.ts";
import { signalOf } from "./run-words.ts";

export interface StepBar {
  /** `try`: an earlier attempt; `wait`: nothing happens until the next one; `last`: what counted. */
  kind: "try" | "wait" | "last";
  signal: Signal;
  fromMs: number;
  toMs: number;
}

function time(iso: string | null): number | null {
  return iso === null ? null : new Date(iso).getTime();
}

function signalOfAttempt(attempt: Attempt): Signal {
  return attempt.status === "abandoned" ? "cancelled" : signalOf(attempt.status);
}

/** What a step's line shows: its attempts, the waits between them, and the wait it is in. Times are ms since epoch. */
export function stepBars(step: StepRun, now: number): StepBar[] {
  const attempts = step.attempts.toSorted((a, b) => a.number - b.number);
  const bars: StepBar[] = [];
  for (const [index, attempt] of attempts.entries()) {
    const from = new Date(attempt.startedAt).getTime();
    const last = index === attempts.length - 1;
    const before = bars.at(-1);
    if (before && from > before.toMs) bars.push({ kind: "wait", signal: "waiting", fromMs: before.toMs, toMs: from });
    bars.push({ kind: last ? "last" : "try", signal: signalOfAttempt(attempt), fromMs: from, toMs: time(attempt.finishedAt) ?? now });
  }
  const start = time(step.startedAt);
  if (bars.length === 0 && start !== null && step.status !== "skipped") {
    const waiting = step.status === "waiting" || step.dueAt !== null;
    return [{ kind: waiting ? "wait" : "last", signal: signalOf(step.status), fromMs: start, toMs: time(step.finishedAt) ?? now }];
  }
  const end = bars.at(-1);
  if (end && step.status === "waiting") bars.push({ kind: "wait", signal: "waiting", fromMs: end.toMs, toMs: Math.max(now, end.toMs) });
  return bars;
}

/** A step that works once a record: as long as its region, whose records pass it all the time. */
export function regionBars(step: Pick<StepRun, "status" | "finishedAt">, region: Pick<Region, "startedAt">, now: number): StepBar[] {
  return [{ kind: "last", signal: signalOf(step.status), fromMs: Date.parse(region.startedAt), toMs: time(step.finishedAt) ?? now }];
}
