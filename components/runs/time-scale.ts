import { formatDuration } from "#components/ui/format-duration.ts";

export interface TimeScale {
  /** A point of time after the start (ms) as a share of the width, 0 to 1. */
  at: (ms: number) => number;
  ticks: readonly { at: number; label: string }[];
  /** Short spans are drawn wider than long ones. */
  stretched: boolean;
}

const marks = 8;

function nice(ms: number): number {
  if (ms <= 0) return 0;
  const units = [1, 2, 5, 10, 20, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000];
  const found = units.findLast((unit) => unit <= ms) ?? ms;
  return ms > 7_200_000 ? Math.round(ms / 3_600_000) * 3_600_000 : found;
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
  const timeOf = (portion: number) => (stretched ? unit * Math.expm1(portion * Math.log1p(total / unit)) : portion * total);
  const times = Array.from({ length: marks }, (_, index) => (stretched ? nice(timeOf(index / marks)) : timeOf(index / marks)));
  const ticks = [...new Set(times)].map((ms) => ({ at: at(ms), label: ms === 0 ? "0" : formatDuration(ms) }));
  return { at, ticks, stretched };
}
