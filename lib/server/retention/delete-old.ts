import type { Pool } from "pg";
import { deletedAtOnce, deleteRuns, isOver } from "./delete-runs.ts";

const batch = 1_000;

/** Runs from before there were buckets, by the days of their flow. */
const oldRuns = `
select r.workspace_id as "workspaceId", r.id from runs r join flows f on f.workspace_id = r.workspace_id and f.id = r.flow_id
where r.bucket = 0 and r.finished_at < clock_timestamp() - f.keep_days * interval '1 day' and ${isOver} limit ${deletedAtOnce}`;

/** What paused flows and those that are not published collected for longer than the workspace keeps events (SEMANTICS event-2). */
const expire = `
update deliveries d set status = 'expired' from workspaces w
where d.workspace_id = $1 and w.id = $1 and d.status = 'held' and d.created_at < clock_timestamp() - w.keep_events_days * interval '1 day'
  and not exists (select 1 from subscriptions s where s.workspace_id = d.workspace_id and s.flow_id = d.flow_id and s.status = 'active')`;

/**
 * Events are known for as long as the workspace keeps them, so that one that is sent again is a duplicate (SEMANTICS
 * event-3); those of flows that keep their runs for long, as long as these.
 */
const oldEvents = `
with old as (
  select e.workspace_id, e.id from events e join workspaces w on w.id = e.workspace_id
  where e.workspace_id = $1 and e.received_at < clock_timestamp() - greatest(w.keep_events_days, case when e.bucket / 1000000 > 30 then e.bucket / 1000000 else 0 end) * interval '1 day'
    and not exists (select 1 from deliveries d where d.workspace_id = e.workspace_id and d.event_id = e.id and d.status = 'held')
  order by e.id limit ${batch}
), delivered as (
  delete from deliveries d using old where d.workspace_id = old.workspace_id and d.event_id = old.id
)
delete from events e using old where e.workspace_id = old.workspace_id and e.id = old.id`;

/** Deletes, in small batches, runs of no bucket that are as old as their flow keeps them. Returns how many. */
export async function deleteOldRuns(pool: Pick<Pool, "query">, signal?: AbortSignal): Promise<number> {
  for (let total = 0; ; ) {
    signal?.throwIfAborted();
    const { rows } = await pool.query<{ workspaceId: string; id: string }>({ name: "old-runs", text: oldRuns });
    const gone = await deleteRuns(rows, 0);
    total += gone;
    if (gone === 0) return total;
  }
}

/** Deletes, in small batches, a workspace's events that nothing is decided by any more. Returns how many. */
export async function deleteOldEvents(pool: Pick<Pool, "query">, workspaceId: string): Promise<number> {
  await pool.query({ name: "expire-held", text: expire, values: [workspaceId] });
  for (let total = 0; ; ) {
    const gone = (await pool.query({ name: "delete-old-events", text: oldEvents, values: [workspaceId] })).rowCount ?? 0;
    total += gone;
    if (gone < batch) return total;
  }
}
