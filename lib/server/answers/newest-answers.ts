/**
 * SQL of the newest runs of a flow, by its own index, with how long a caller waited: ids sort by time, and a caller waits
 * to the deadline at most. The workspace is `$1`, `flow` and `since` are expressions.
 */
export function newestAnswers(most: number, flow = "$2", since = "$3"): string {
  return `
select r.id, r.bucket, r.created_at, r.status = 'failed' and r.answered_at is null as failed,
  r.answer_by is not null and r.kind = 'live' and (r.answered_at is not null or r.finished_at is not null or r.answer_by < clock_timestamp()) as answers,
  coalesce(r.answered_at, r.finished_at, clock_timestamp()) > r.answer_by as late,
  date_part('epoch', least(coalesce(r.answered_at, r.finished_at, clock_timestamp()), r.answer_by) - r.created_at) * 1000 as ms
from (
  select id, bucket, kind, status, created_at, finished_at, answer_by, answered_at from runs where workspace_id = $1 and flow_id = ${flow} and id >= ${since} order by id desc limit ${most}
) r`;
}
