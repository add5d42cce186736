"use client";

import { formatWall } from "#components/ui/format-wall.ts";
import { useNow } from "#components/ui/use-now.ts";
import { occurrencesOf } from "#lib/flow/schedule/occurrences-of.ts";
import { readSchedule } from "#lib/flow/schedule/read-schedule.ts";
import { scheduleWords } from "#lib/flow/schedule/schedule-words.ts";
import { localOf } from "#lib/flow/schedule/zone.ts";
import type { Json } from "#lib/json.ts";

/** A schedule in words, and when it comes next by the clocks of its zone. */
export function NextFiring({ schedule }: { schedule: Json }) {
  const now = useNow(30_000);
  const read = readSchedule(schedule);
  if (!read.ok) return <p className="muted">Its schedule is not complete yet.</p>;
  const next = occurrencesOf(read.value).next(now);
  return (
    <p>
      <b>{next === null ? "It has no next time." : <>Next time: <time dateTime={new Date(next).toISOString()}>{formatWall(new Date(localOf(next, read.value.zone)).toISOString().slice(0, 19), now)}</time>.</>}</b>
      {" "}<span className="muted">{scheduleWords(read.value)}.</span>
    </p>
  );
}
