import Link from "next/link";
import { RunStatusLabel } from "#components/runs/run-status-label.tsx";
import { formatWall } from "#components/ui/format-wall.ts";
import { Moment } from "#components/ui/moment.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import type { Mark } from "#components/ui/status-mark.tsx";
import type { Occurrence } from "#lib/contracts/schedules.schema.ts";
import { zoneWords } from "#lib/flow/schedule/schedule-words.ts";

const states: Record<Occurrence["status"], { mark: Mark; word: string; why: string }> = {
  started: { mark: "success", word: "Started", why: "" },
  skipped: { mark: "skipped", word: "Skipped", why: "Left out, as the schedule says for missed ones." },
  missed: { mark: "warning", word: "Missed", why: "Too long ago, or too many, when the flow was back." },
};

/** What became of past occurrences, newest first. */
export function OccurrenceTable({ occurrences, zone, workspace, now }: { occurrences: readonly Occurrence[]; zone: string; workspace: string; now: number }) {
  return (
    <table className="tbl sch-tbl">
      <caption className="vh">Past occurrences, newest first</caption>
      <thead><tr><th>{zoneWords(zone)}</th><th>State</th><th>Run</th></tr></thead>
      <tbody>{occurrences.map((occurrence) => <OccurrenceRow key={occurrence.at} occurrence={occurrence} workspace={workspace} now={now} />)}</tbody>
    </table>
  );
}

function OccurrenceRow({ occurrence: { at, localTime, through, status, run }, workspace, now }: { occurrence: Occurrence; workspace: string; now: number }) {
  const { mark, word, why } = states[status];
  return (
    <tr>
      <th scope="row"><time dateTime={at} title={new Date(at).toString()}>{formatWall(localTime, now)}</time>{through === null ? null : <span className="small muted"> and all up to <Moment iso={through} /></span>}</th>
      <td><StatusLabel mark={mark}>{word}</StatusLabel></td>
      <td className="sch-run">
        {run ? <Link href={`/w/${workspace}/runs/${run.id}`} prefetch={false}><RunStatusLabel status={run.status} /><span className="vh"> run of {formatWall(localTime, now)}</span></Link> : <span className="small muted">{why}</span>}
      </td>
    </tr>
  );
}
