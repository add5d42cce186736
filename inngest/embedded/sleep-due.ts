import type { Due } from "./store/advance-run.ts";

const unitMs: Record<string, number> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };
const duration = /^(?:\d+[wdhms])*$/;

/** When a `Sleep` ends: the SDK sends `1d2h3s` (empty for none) or an ISO instant, as the name. Null when it is neither. */
export function sleepDue(name: string): Due | null {
  if (duration.test(name)) {
    let afterMs = 0;
    for (const [, count, unit] of name.matchAll(/(\d+)([wdhms])/g)) afterMs += Number(count) * (unitMs[unit ?? ""] ?? 0);
    return { afterMs };
  }
  const instant = Date.parse(name);
  return Number.isNaN(instant) ? null : { at: new Date(instant).toISOString() };
}
