/**
 * SQL, begun but not ended: `keys` of a flow's held deliveries, walked one index probe each, and how many runs of each are
 * `open`. Takes workspace and flow as $1 and $2.
 */
export const waitingKeys = `
with recursive keys (key) as (
  (select d.key from deliveries d where d.workspace_id = $1 and d.flow_id = $2 and d.status = 'held' order by d.key limit 1)
  union all
  select (select d.key from deliveries d where d.workspace_id = $1 and d.flow_id = $2 and d.status = 'held' and d.key > k.key order by d.key limit 1)
  from keys k where k.key is not null
), open as (
  select limit_key as key, count(*)::int as n from runs
  where workspace_id = $1 and flow_id = $2 and finished_at is null and limit_key is not null group by limit_key
)`;
