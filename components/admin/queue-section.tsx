import { formatDuration } from "#components/ui/format-duration.ts";
import { Notice } from "#components/ui/notice.tsx";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { readInstance } from "#lib/contracts/instance.schema.ts";

type Instance = AnswerOf<typeof readInstance>;

/** A due job older than this means that work piles up. */
const lateMs = 30_000;

export function QueueSection({ instance }: { instance: Instance }) {
  const { queue } = instance;
  const figures = [
    { name: "Workers", value: queue.workers }, { name: "Queued", value: queue.queued }, { name: "Due now", value: queue.due }, { name: "Running", value: queue.running },
    { name: "Sleeping", value: queue.sleeping }, { name: "Set aside", value: queue.quarantined },
  ];
  return (
    <section className="sec">
      <div className="sec-head"><h2>Queue</h2><p className="muted">Jobs of all workspaces. Read every 5 s.</p></div>
      <dl className="figures">
        {figures.map(({ name, value }) => <div key={name}><dt>{name}</dt><dd>{value.toLocaleString("en")}</dd></div>)}
        <div><dt>Oldest due</dt><dd>{queue.due === 0 ? "none" : formatDuration(queue.oldestDueMs)}</dd></div>
      </dl>
      {queue.workers === 0 ? <Notice mark="failed">No worker is running. Events are kept, and run as soon as one is back. Look at the log of the worker process.</Notice> : null}
      {queue.workers > 0 && queue.due > 0 && queue.oldestDueMs > lateMs ? <Notice mark="warning">The oldest due job has waited {formatDuration(queue.oldestDueMs)}. The workers do not keep up; start another one.</Notice> : null}
      {queue.quarantined > 0 ? <Notice mark="warning">{queue.quarantined === 1 ? "One job was" : `${queue.quarantined} jobs were`} set aside, because the process died several times while running it. Its run says so.</Notice> : null}
    </section>
  );
}
