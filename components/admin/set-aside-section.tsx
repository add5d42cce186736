import { Moment } from "#components/ui/moment.tsx";
import type { Queue } from "#lib/contracts/queue.schema.ts";

/** The executor keeps nothing of such a run to go on with: it is the workspace's to replay. */
export function SetAsideSection({ runs, ever }: { runs: Queue["quarantined"]; ever: number }) {
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>Set aside</h2>
        <p className="muted">Runs that ended their process five times at one step, of the last seven days. Members of the workspace can replay them once the step is mended.{ever > runs.length ? ` Since the first start: ${ever.toLocaleString("en")}.` : ""}</p>
      </div>
      {runs.length === 0 ? <p>None.</p> : (
        <table className="tbl stack-tbl">
          <caption className="vh">Runs that were set aside</caption>
          <thead><tr><th>Run</th><th>Workspace</th><th>Reason</th><th>When</th></tr></thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.run}>
                <td className="data wide break">{run.run}</td>
                <td>{run.workspaceName ?? run.workspace}</td>
                <td className="muted wide">{run.reason ?? "Its run ended in another way."}</td>
                <td className="muted"><Moment iso={run.at} style="ago" /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
