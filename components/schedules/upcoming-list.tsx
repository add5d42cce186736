import { formatNext } from "#components/flows/format-next.ts";
import { formatWall } from "#components/ui/format-wall.ts";
import type { LiveSchedule } from "#lib/contracts/schedules.schema.ts";
import { zoneWords } from "#lib/flow/schedule/schedule-words.ts";

/** The next occurrences, by clocks in the schedule's zone and by the reader's. */
export function UpcomingList({ schedule, now }: { schedule: LiveSchedule; now: number }) {
  return (
    <table className="tbl sch-tbl">
      <caption className="vh">The next occurrences</caption>
      <thead><tr><th>{zoneWords(schedule.zone)}</th><th>Your time</th></tr></thead>
      <tbody>
        {schedule.upcoming.map(({ at, localTime }) => (
          <tr key={at}><th scope="row">{formatWall(localTime, now)}</th><td className="muted"><time dateTime={at} title={new Date(at).toString()}>{formatNext(at, now)}</time></td></tr>
        ))}
      </tbody>
    </table>
  );
}
