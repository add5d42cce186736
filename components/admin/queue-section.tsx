"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { queueQuery } from "#lib/client/queries/instance.ts";
import { QueueFigures } from "./queue-figures.tsx";

/** The queue in figures, and the way to all of it. */
export function QueueSection() {
  const queue = useQuery(queueQuery());
  return (
    <section className="sec">
      <div className="sec-head"><h2>Queue</h2><p className="muted">Jobs of all workspaces. <Link href="/admin/queue">Workers, shares and single jobs</Link></p></div>
      {queue.isPending ? <Skeleton label="Reading the queue" rows={2} /> : null}
      {queue.isError && !queue.data ? <ErrorState title="The queue did not load" onRetry={() => void queue.refetch()}>{errorText(queue.error)}</ErrorState> : null}
      {queue.data ? <QueueFigures queue={queue.data} /> : null}
    </section>
  );
}
