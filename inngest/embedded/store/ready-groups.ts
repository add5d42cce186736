/** Parts of statements that look at the whole queue, group by group, over the index that claims use. */
export const clock = "clock AS MATERIALIZED (SELECT clock_timestamp() AS now)";

/** Of a job `j`: nobody holds it, and it did not crash twice. */
export const ready = "j.leased_by IS NULL AND j.crashes < 2";

/** Every group with such a job, and when its first one is due; needs WITH RECURSIVE. */
export const groups = `groups(group_id, due_at) AS (
  (SELECT j.group_id, j.due_at FROM engine.jobs j WHERE ${ready} ORDER BY j.group_id, j.due_at LIMIT 1)
  UNION ALL
  SELECT n.group_id, n.due_at FROM groups g CROSS JOIN LATERAL (
    SELECT j.group_id, j.due_at FROM engine.jobs j WHERE ${ready} AND j.group_id > g.group_id ORDER BY j.group_id, j.due_at LIMIT 1
  ) n
)`;
