import { formatDuration } from "#components/ui/format-duration.ts";
import { Notice } from "#components/ui/notice.tsx";
import type { Queue } from "#lib/contracts/queue.schema.ts";
import { QueueCount } from "./queue-count.tsx";

/** A due job older than this means that work piles up. */
const lateMs = 60_000;

export function QueueFigures({ queue }: { queue: Queue }) {
  const { depth } = queue;
  const workers = queue.workers.filter((worker) => worker.alive).length;
  const figures = [
    { name: "Workers", value: workers }, { name: "Running", value: depth.running }, { name: "Due now", value: depth.due },
    { name: "Sleeping", value: depth.sleeping }, { name: "Set aside", value: depth.quarantined },
  ];
  const isFull = depth.due >= depth.countedTo || depth.sleeping >= depth.countedTo;
  return (
    <>
      <dl className="figures">
        {figures.map(({ name, value }) => <div key={name}><dt>{name}</dt><dd><QueueCount value={value} countedTo={depth.countedTo} /></dd></div>)}
        <div><dt>Oldest due</dt><dd>{depth.due === 0 ? "none" : formatDuration(depth.oldestDueMs)}</dd></div>
        {depth.nextDueMs === null ? null : <div><dt>Next wakes in</dt><dd>{formatDuration(Math.max(0, depth.nextDueMs))}</dd></div>}
        {isFull && depth.estimated !== null ? <div><dt>All jobs, about</dt><dd>{Math.round(depth.estimated).toLocaleString("en")}</dd></div> : null}
      </dl>
      {workers === 0 ? <Notice mark="failed">No worker is running. Events are kept, and run as soon as one is back. Look at the log of the worker process.</Notice> : null}
      {workers > 0 && depth.due > 0 && depth.oldestDueMs > lateMs ? <Notice mark="warning">The oldest due job has waited {formatDuration(depth.oldestDueMs)}. The workers do not keep up; start another one.</Notice> : null}
    </>
  );
}
