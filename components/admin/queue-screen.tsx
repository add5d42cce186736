"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatBytes } from "#components/ui/format-bytes.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { queueQuery } from "#lib/client/queries/instance.ts";
import { JobSection } from "./job-section.tsx";
import { QueueFigures } from "./queue-figures.tsx";
import { SetAsideSection } from "./set-aside-section.tsx";
import { ShareSection } from "./share-section.tsx";
import { WorkerSection } from "./worker-section.tsx";

/** The whole queue, for the admin of the instance: counts, ids and names, no data of any run. */
export function QueueScreen() {
  const view = useQuery(queueQuery());
  const [workspace, setWorkspace] = useState<string | null>(null);
  const queue = view.data;
  function show(chosen: string) {
    setWorkspace(chosen);
    document.querySelector("#jobs")?.scrollIntoView({ block: "start" });
  }
  return (
    <main id="page" className="pg">
      <header className="pg-head"><h1>Queue</h1><span className="muted small">Jobs of all workspaces. Read every 5 s.</span></header>
      {view.isPending ? <Skeleton label="Reading the queue" rows={6} /> : null}
      {view.isError && !queue ? <ErrorState title="The queue did not load" onRetry={() => void view.refetch()}>{errorText(view.error)}</ErrorState> : null}
      {queue ? (
        <>
          <section className="sec" aria-label="Depth">
            {view.isError ? <p className="small" role="status"><StatusLabel mark="warning">Not answering now; these figures are old.</StatusLabel></p> : null}
            <QueueFigures queue={queue} />
          </section>
          <WorkerSection workers={queue.workers} crashesEver={queue.depth.crashesEver} />
          <ShareSection groups={queue.groups} countedTo={queue.groupsCountedTo} onShow={show} />
          <JobSection workspaces={queue.groups} workspace={workspace} onWorkspace={setWorkspace} />
          <SetAsideSection runs={queue.quarantined} ever={queue.depth.quarantinedEver} />
          <section className="sec">
            <div className="sec-head"><h2>Database</h2></div>
            <dl className="facts">
              <div><dt>Size</dt><dd>{formatBytes(queue.database.bytes)}</dd></div>
              <div><dt>Connections</dt><dd>{queue.database.connections} of {queue.database.maxConnections}</dd></div>
            </dl>
          </section>
        </>
      ) : null}
    </main>
  );
}
