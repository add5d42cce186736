import { Moment } from "#components/ui/moment.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import type { Queue } from "#lib/contracts/queue.schema.ts";

/** Who takes jobs; one that ended lately stays for an hour. */
export function WorkerSection({ workers, crashesEver }: { workers: Queue["workers"]; crashesEver: number }) {
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>Workers</h2>
        <p className="muted">{crashesEver === 0 ? "No job was ever taken back from a worker that died or was silent." : `Jobs taken back from workers that died or were silent, since the first start: ${crashesEver.toLocaleString("en")}.`}</p>
      </div>
      {workers.length === 0 ? <p>No worker was seen in the last hour.</p> : (
        <table className="tbl stack-tbl">
          <caption className="vh">Workers of this instance</caption>
          <thead><tr><th>Worker</th><th>State</th><th>Jobs held</th><th>Version</th><th>Started</th><th>Last seen</th></tr></thead>
          <tbody>
            {workers.map((worker) => (
              <tr key={worker.id}>
                <td className="data wide break">{worker.id}</td>
                <td><StatusLabel mark={worker.alive ? "success" : "cancelled"}>{worker.alive ? "Alive" : "Gone"}</StatusLabel></td>
                <td data-label="jobs held">{worker.held}</td>
                <td data-label="version">{worker.version ?? "not said"}</td>
                <td className="muted" data-label="started"><Moment iso={worker.startedAt} style="ago" /></td>
                <td className="muted" data-label="seen"><Moment iso={worker.seenAt} style="ago" /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
