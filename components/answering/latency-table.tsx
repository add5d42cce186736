import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { formatDuration } from "#components/ui/format-duration.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { listLatencies } from "#lib/contracts/answering.schema.ts";
import { shareInWords } from "./share-in-words.ts";

type Flow = AnswerOf<typeof listLatencies>["flows"][number];

/** Nearest to its deadline first; those that nobody called last. */
function nearness({ ms, deadlineMs }: Flow): number {
  return ms === null ? -1 : ms.p95 / deadlineMs;
}

/** Which of the flows that answer is slow, failing or late. */
export function LatencyTable({ flows }: { flows: readonly Flow[] }) {
  const { slug } = useWorkspace();
  return (
    <section className="sec" aria-labelledby="how-fast">
      <div className="sec-head"><h2 id="how-fast">How fast they answer</h2><p className="muted">Over the last 24 hours, the one nearest to its deadline first. Its page tells which step takes the time.</p></div>
      <div className="tbl-scroll" tabIndex={0} role="region" aria-label="How fast they answer, table">
        <table className="tbl">
          <thead><tr><th>Flow</th><th>Calls</th><th>Half within</th><th>95 % within</th><th>Deadline</th><th>Failed</th><th>Past the deadline</th></tr></thead>
          <tbody>{flows.toSorted((a, b) => nearness(b) - nearness(a)).map((one) => <Row key={one.flow.id} flow={one} href={`/w/${slug}/flows/${one.flow.id}/latency`} />)}</tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ flow: { flow, calls, deadlineMs, failed, late, ms, status }, href }: { flow: Flow; href: string }) {
  const part = ms === null ? 0 : Math.min(1, ms.p95 / deadlineMs);
  return (
    <tr>
      <td><Link href={href} prefetch={false}>{flow.name}</Link>{status === "paused" ? <span className="small muted"> paused</span> : null}</td>
      <td className="data">{calls === 0 ? <span className="faint">none</span> : calls.toLocaleString("en")}</td>
      <td className="data">{ms === null ? "" : formatDuration(ms.p50)}</td>
      <td>{ms === null ? null : <span className="row lat-meter" data-near={part > 0.8}><span className="data">{formatDuration(ms.p95)}</span><meter min={0} max={1} value={part} aria-label={`${flow.name}, 95 % within: ${Math.round(part * 100)} % of the deadline`} /></span>}</td>
      <td className="data">{formatDuration(deadlineMs)}</td>
      <td className="data lat-count" data-bad={failed > 0}>{calls === 0 ? "" : shareInWords(failed, calls)}</td>
      <td className="data lat-count" data-bad={late > 0}>{calls === 0 ? "" : shareInWords(late, calls)}</td>
    </tr>
  );
}
