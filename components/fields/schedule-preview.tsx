"use client";

import { useMemo } from "react";
import { formatWall } from "#components/ui/format-wall.ts";
import { useNow } from "#components/ui/use-now.ts";
import { occurrencesOf, upcoming } from "#lib/flow/schedule/occurrences-of.ts";
import type { Schedule } from "#lib/flow/schedule/schedule.ts";
import { scheduleWords } from "#lib/flow/schedule/schedule-words.ts";
import { localOf, offsetAt } from "#lib/flow/schedule/zone.ts";

const shown = 5;

function offsetWords(minutes: number): string {
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(size / 60)}${size % 60 === 0 ? "" : `:${String(size % 60).padStart(2, "0")}`}`;
}

/** A schedule in words, and when it comes next by clocks in its zone. */
export function SchedulePreview({ schedule }: { schedule: Schedule }) {
  const now = useNow(30_000);
  const minute = Math.floor(now / 60_000) * 60_000;
  const next = useMemo(() => {
    const instants = upcoming(occurrencesOf(schedule), minute, shown);
    const offsets = instants.map((at) => offsetAt(at, schedule.zone) / 60_000);
    // Told apart where clocks change in between.
    const changes = new Set(offsets).size > 1;
    return instants.map((at, index) => ({ at, wall: new Date(localOf(at, schedule.zone)).toISOString().slice(0, 19), offset: changes ? offsetWords(offsets[index] ?? 0) : null }));
  }, [schedule, minute]);
  return (
    <div className="sched-next" aria-live="polite">
      <p className="strong">{scheduleWords(schedule)}</p>
      <ol className="small muted" aria-label="The next five">
        {next.map(({ at, wall, offset }) => <li key={at}><time dateTime={new Date(at).toISOString()}>{formatWall(wall, now)}</time>{offset === null ? null : <span className="faint"> {offset}</span>}</li>)}
      </ol>
    </div>
  );
}
