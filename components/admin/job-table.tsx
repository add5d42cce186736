import { Button } from "#components/ui/button.tsx";
import { Moment } from "#components/ui/moment.tsx";
import type { QueueJob } from "#lib/contracts/queue.schema.ts";

/** Ids only: a run's page is for members of its workspace. */
export function JobTable({ jobs, onHandBack }: { jobs: readonly QueueJob[]; onHandBack: (job: QueueJob) => void }) {
  return (
    <table className="tbl stack-tbl">
      <caption className="vh">Jobs, the oldest first</caption>
      <thead><tr><th>Run</th><th>Workspace</th><th>Due</th><th>Attempt</th><th>Crashes</th><th>Worker</th><th><span className="vh">Hand back</span></th></tr></thead>
      <tbody>
        {jobs.map((job) => (
          <tr key={`${job.job} ${job.key}`}>
            <td className="data wide break">{job.run}</td>
            <td className="wide">{job.workspaceName ?? job.workspace}</td>
            <td className="muted" data-label="due">{job.dueAt === null ? "never" : <Moment iso={job.dueAt} />}</td>
            <td data-label="attempt">{job.attempt + 1}</td>
            <td data-label="crashes">{job.crashes}</td>
            <td className="data wide break" data-label="worker">{job.leasedBy ?? "none"}</td>
            <td className="acts wide">{job.leasedBy === null ? null : <Button size="s" aria-label={`Hand back ${job.run}`} onClick={() => onHandBack(job)}>Hand back</Button>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
