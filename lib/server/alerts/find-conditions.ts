import type { ClientBase } from "pg";
import type { AlertFacts } from "#lib/flow/alerts/alert-condition.ts";

/** Of each workspace with such a rule, the oldest queued and unfinished runs that are looked at; older ids come first. */
const runsSeen = 2_000;

/**
 * Every rule whose condition is true now, by flow, in one statement whatever the number of rules. It walks indexes from
 * their old end, or asks for one row a flow, so that its time follows what is wrong and not how many runs there are.
 */
const statement = `
with watched as (
  select r.id as rule, r.what, r.workspace_id, r.condition, r.flows, s.flow_id, s.status, s.kind, s.next_at, s.updated_at
  from alert_rules r join subscriptions s on s.workspace_id = r.workspace_id and (r.flows is null or s.flow_id = any (r.flows))
  where r.paused_at is null and r.what <> 'failed'
), queued as (
  select w.workspace_id, q.flow_id, q.id, q.created_at from (select distinct workspace_id from watched where what = 'late') w
  cross join lateral (
    select flow_id, id, created_at from runs r where r.workspace_id = w.workspace_id and r.status = 'queued' and r.kind = 'live' order by r.id limit ${runsSeen}
  ) q
), going as (
  select w.workspace_id, g.flow_id, g.id, g.started_at from (select distinct workspace_id from watched where what = 'slow') w
  cross join (values ('running'), ('waiting')) as state (name)
  cross join lateral (
    select flow_id, id, started_at from runs r
    where r.workspace_id = w.workspace_id and r.status = state.name and r.kind = 'live' and r.started_at is not null order by r.id limit ${runsSeen}
  ) g
)
select w.rule, w.flow_id as flow, jsonb_build_object('running', count(*), 'longestMs', (extract(epoch from now() - min(g.started_at)) * 1000)::bigint) as facts, min(g.id) as run
from watched w join going g on g.workspace_id = w.workspace_id and g.flow_id = w.flow_id
where w.what = 'slow' and g.started_at < now() - (w.condition->>'overSeconds')::int * interval '1 s'
group by w.rule, w.flow_id
union all
select w.rule, w.flow_id, jsonb_build_object('waits', 'queue', 'since', min(q.created_at)), min(q.id)
from watched w join queued q on q.workspace_id = w.workspace_id and q.flow_id = w.flow_id
where w.what = 'late' and q.created_at < now() - (w.condition->>'overSeconds')::int * interval '1 s'
group by w.rule, w.flow_id
union all
select w.rule, w.flow_id, jsonb_build_object('waits', 'schedule', 'since', w.next_at), null
from watched w
where w.what = 'late' and w.kind = 'schedule' and w.status = 'active' and w.next_at < now() - (w.condition->>'overSeconds')::int * interval '1 s'
union all
select w.rule, w.flow_id, jsonb_build_object('since', greatest(w.updated_at, last.run_at, last.kept_at)), null
from watched w
cross join lateral (
  select
    (select created_at from runs r where r.workspace_id = w.workspace_id and r.flow_id = w.flow_id and r.kind = 'live' order by r.id desc limit 1) as run_at,
    (select created_at from deliveries d where d.workspace_id = w.workspace_id and d.flow_id = w.flow_id and d.status = 'held' order by d.seq desc limit 1) as kept_at
) last
where w.what = 'silent' and w.status = 'active' and (w.flows is not null or w.kind in ('hook', 'event', 'schedule'))
  and greatest(w.updated_at, last.run_at, last.kept_at) < now() - (w.condition->>'overSeconds')::int * interval '1 s'
union all
select w.rule, w.flow_id, jsonb_build_object('waiting', held.n + queued.n, 'oldest', least(held.oldest, queued.oldest)), null
from watched w
cross join lateral (
  select count(*) as n, min(created_at) as oldest from (
    select d.created_at from deliveries d where d.workspace_id = w.workspace_id and d.flow_id = w.flow_id and d.status = 'held'
    order by d.seq limit coalesce((w.condition->>'over')::int, 0) + 1000
  ) d
) held
cross join lateral (
  select count(*) as n, min(created_at) as oldest from (
    select r.created_at from runs r where r.workspace_id = w.workspace_id and r.flow_id = w.flow_id and r.finished_at is null and r.status = 'queued' and r.kind = 'live'
    limit coalesce((w.condition->>'over')::int, 0) + 1000
  ) r
) queued
where w.what = 'queue' and (
  held.n + queued.n > (w.condition->>'over')::int
  or least(held.oldest, queued.oldest) < now() - (w.condition->>'oldestOverSeconds')::int * interval '1 s'
)`;

export interface TrueCondition {
  rule: string;
  flow: string;
  facts: AlertFacts;
  run: string | null;
}

export async function findConditions(client: Pick<ClientBase, "query">): Promise<TrueCondition[]> {
  return (await client.query<TrueCondition>({ name: "alerts-conditions", text: statement })).rows;
}
