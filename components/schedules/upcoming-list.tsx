import { Moment } from "#components/ui/moment.tsx";
import { formatWall } from "#components/ui/format-wall.ts";
import type { LiveSchedule } from "#lib/contracts/schedules.schema.ts";

/** The next occurrences, by clocks in the schedule's zone and by the reader's. */
export function UpcomingList({ schedule, now }: { schedule: LiveSchedule; now: number }) {
  return (
    <table className="tbl sch-tbl">
      <caption className="vh">The next occurrences</caption>
      <thead><tr><th>When, by clocks there</th><th>When, by yours</th></tr></thead>
      <tbody>
        {schedule.upcoming.map(({ at, localTime }) => (
          <tr key={at}><th scope="row">{formatWall(localTime, now)}</th><td className="muted"><Moment iso={at} /></td></tr>
        ))}
      </tbody>
    </table>
  );
}
