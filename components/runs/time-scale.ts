import { formatDuration } from "#components/ui/format-duration.ts";

export interface TimeScale {
  /** A point of time after the start (ms) as a share of the width, 0 to 1. */
  at: (ms: number) => number;
  ticks: readonly { at: number; label: string }[];
  /** Short spans are drawn wider than long ones. */
  stretched: boolean;
}

const steps = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000];
const day = 86_400_000;

/** The smallest round step that leaves at most eight ticks. */
function evenTicks(total: number): number[] {
  const step = steps.find((candidate) => total / candidate <= 8) ?? Math.ceil(total / 8 / day) * day;
  return Array.from({ length: Math.ceil(total / step) }, (_, index) => index * step);
}

/** Round times with room between them: labels must not touch. */
function spacedTicks(total: number, at: (ms: number) => number): number[] {
  const chosen = [0];
  for (const ms of [...steps, 2 * day, 5 * day, 10 * day, 30 * day]) {
    if (ms < total && at(ms) - at(chosen.at(-1) ?? 0) >= 0.09 && at(ms) < 0.97) chosen.push(ms);
  }
  return chosen;
}

/**
 * The axis of a waterfall of `totalMs`. It is even until the whole is 50 times a typical step: then it is logarithmic
 * from a typical step on, or a retry after minutes would leave nothing to see of steps of milliseconds.
 */
export function timeScale(totalMs: number, typicalMs: number): TimeScale {
  const total = Math.max(totalMs, 1);
  const unit = Math.max(typicalMs, 1);
  const stretched = total > 50 * unit;
  const share = (ms: number) => (stretched ? Math.log1p(ms / unit) / Math.log1p(total / unit) : ms / total);
  const at = (ms: number) => Math.min(1, Math.max(0, share(ms)));
  const times = stretched ? spacedTicks(total, at) : evenTicks(total);
  return { at, stretched, ticks: times.map((ms) => ({ at: at(ms), label: ms === 0 ? "0" : formatDuration(ms) })) };
}
