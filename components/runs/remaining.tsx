"use client";

import { formatDuration } from "#components/ui/format-duration.ts";
import { Moment } from "#components/ui/moment.tsx";
import { useNow } from "#components/ui/use-now.ts";

/** A moment to come, and how long it is until then, counting: "24 Dec, 18:00:00 (2 d 4 h left)". */
export function Remaining({ until }: { until: string }) {
  const now = useNow(1_000);
  const left = new Date(until).getTime() - now;
  return <><Moment iso={until} /> <span className="muted">({left > 0 ? `${formatDuration(Math.max(1_000, Math.floor(left / 1_000) * 1_000))} left` : "due now"})</span></>;
}
