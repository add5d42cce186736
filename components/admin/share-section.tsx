import { Button } from "#components/ui/button.tsx";
import { formatDuration } from "#components/ui/format-duration.ts";
import type { Queue } from "#lib/contracts/queue.schema.ts";
import { QueueCount } from "./queue-count.tsx";

export interface ShareSectionProps {
  groups: Queue["groups"];
  countedTo: number;
  onShow: (workspace: string) => void;
}

/** Workers take the workspaces in turn, so a long queue of one keeps none of the others waiting. */
export function ShareSection({ groups, countedTo, onShow }: ShareSectionProps) {
  return (
    <section className="sec">
      <div className="sec-head"><h2>Workspaces</h2><p className="muted">Workers take one job of each in turn. Those that have waited longest come first.</p></div>
      {groups.length === 0 ? <p>Nothing is queued, running or asleep.</p> : (
        <table className="tbl stack-tbl">
          <caption className="vh">What each workspace has in the queue</caption>
          <thead><tr><th>Workspace</th><th>Running</th><th>Due</th><th>Sleeping</th><th>Oldest due</th><th><span className="vh">Show jobs</span></th></tr></thead>
          <tbody>
            {groups.map((group) => {
              const name = group.workspaceName ?? group.workspace;
              return (
                <tr key={group.workspace}>
                  <td className="wide"><b>{name}</b></td>
                  <td data-label="running">{group.running.toLocaleString("en")}</td>
                  <td data-label="due"><QueueCount value={group.due} countedTo={countedTo} /></td>
                  <td data-label="sleeping"><QueueCount value={group.sleeping} countedTo={countedTo} /></td>
                  <td data-label="oldest due">{group.oldestDueMs === null ? "none" : formatDuration(group.oldestDueMs)}</td>
                  <td className="acts wide"><Button size="s" aria-label={`Show jobs of ${name}`} onClick={() => onShow(group.workspace)}>Show jobs</Button></td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
