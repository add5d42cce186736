import type { Pattern } from "#lib/flow/pattern.ts";
import { newId } from "#lib/ids.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";

const batch = 500;

/** By active subscription, so that what paused flows keep is never read, however much it is. */
const statement = `
with locked as (
  select d.workspace_id, d.id, d.seq, d.event_id, d.flow_id, s.version, s.pattern, d.bucket, d.origin, d.payload
  from subscriptions s
  cross join lateral (
    select d.workspace_id, d.id, d.seq, d.event_id, d.flow_id, d.bucket, d.origin, e.payload
    from deliveries d join events e on e.workspace_id = d.workspace_id and e.id = d.event_id
    where d.workspace_id = s.workspace_id and d.flow_id = s.flow_id and d.status = 'held'
    order by d.seq limit ${batch} for update of d skip locked
  ) d
  where s.status = 'active' and not s.settings ? 'limits'
  order by d.seq limit ${batch}
), due as (select *, row_number() over (order by seq) as n from locked
), ids as (select id, n from unnest($1::text[]) with ordinality as i (id, n)),
admitted as (
  update deliveries d set status = 'started', run_id = ids.id
  from due join ids on ids.n = due.n where d.workspace_id = due.workspace_id and d.id = due.id
)
insert into runs (workspace_id, id, flow_id, version, pattern, status, origin, event_id, input, bucket)
select due.workspace_id, ids.id, due.flow_id, due.version, due.pattern, 'queued', coalesce(due.origin, ids.id), due.event_id, due.payload, due.bucket
from due join ids on ids.n = due.n
returning id, workspace_id, pattern`;

/**
 * Starts what was kept while flows were paused, oldest first, until nothing is left. Also heals the moment between
 * reading "paused" and storing a delivery while somebody resumed the flow. Flows with limits start by `admitWaiting`.
 */
export async function startHeld(): Promise<number> {
  let started = 0;
  for (;;) {
    const count = await transaction(async (client) => {
      const ids = Array.from({ length: batch }, () => newId("run"));
      const result = await client.query<{ id: string; workspace_id: string; pattern: Pattern }>({ name: "start-held", text: statement, values: [ids] });
      await runtime().driver.enqueue(client, result.rows.map((row) => ({ runId: row.id, workspaceId: row.workspace_id, pattern: row.pattern })));
      return result.rows.length;
    });
    started += count;
    if (count > 0) runtime().driver.wake();
    if (count < batch) return started;
  }
}
