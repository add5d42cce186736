import { periods } from "#components/runs/use-run-filter.ts";

const everyMinute = 60_000;

/** Midnight of the reader's own day, so many days before the day of `now`. */
function midnight(now: number, before: number): string {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - before).toISOString();
}

/** From when to when a period is; one that ends now begins at a whole minute, so that the question stays the same for a while. */
export function periodOf(period: string | undefined, now: number): { since?: string; until?: string } {
  if (period === "today") return { since: midnight(now, 0) };
  if (period === "yesterday") return { since: midnight(now, 1), until: midnight(now, 0) };
  const back = periods.find(({ value }) => value === period);
  return back ? { since: new Date(Math.floor((now - back.ms) / everyMinute) * everyMinute).toISOString() } : {};
}
