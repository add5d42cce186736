import { monitorEventLoopDelay } from "node:perf_hooks";
import { StandingDelay } from "./standing-delay.ts";

type IntervalHistogram = ReturnType<typeof monitorEventLoopDelay>;

const windowMs = 60_000;
const resolutionMs = 20;
const slot = Symbol.for("millrace.event-loop");

/** How often the loop is looked at to see how late it is just now. */
const beatMs = 50;

type Holder = { [slot]?: { now: IntervalHistogram; before: number; delayMs: number } };

/** Measures from now on, for as long as the process lives. */
export function watchEventLoop(): void {
  const now = monitorEventLoopDelay({ resolution: resolutionMs });
  now.enable();
  const watch = { now, before: 0, delayMs: 0 };
  (globalThis as Holder)[slot] = watch;
  setInterval(() => {
    watch.before = lagOf(now);
    now.reset();
  }, windowMs).unref();
  const standing = new StandingDelay();
  let beat = performance.now();
  setInterval(() => {
    const at = performance.now();
    watch.delayMs = standing.note(at - beat - beatMs);
    beat = at;
  }, beatMs).unref();
}

/** Milliseconds that the loop is late at every beat just now; 0 when it is on time, or nobody watches. */
export function eventLoopDelay(): number {
  return (globalThis as Holder)[slot]?.delayMs ?? 0;
}

/** Seconds: the 99th percentile of this minute or the one before, whichever is worse; null when nobody watches. */
export function eventLoopLag(): number | null {
  const watch = (globalThis as Holder)[slot];
  return watch === undefined ? null : Math.max(watch.before, lagOf(watch.now));
}

/** The histogram holds whole intervals, in nanoseconds; lag is what they took beyond the timer's own. */
function lagOf(histogram: IntervalHistogram): number {
  return histogram.count === 0 ? 0 : Math.max(0, histogram.percentile(99) / 1e9 - resolutionMs / 1e3);
}
