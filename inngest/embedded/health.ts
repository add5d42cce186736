import type { Pool } from "pg";
import { clock, groups, ready } from "./store/ready-groups.ts";
import { runStatement } from "./store/statement.ts";

/** Jobs of one state are counted up to this many, so that the time it takes is bounded. */
export const countedJobs = 25_000;

export type EngineHealth = {
  /** Jobs without a holder, due or not; like `due` and `later`, no more than `countedJobs`. */
  queued: number;
  due: number;
  leased: number;
  /** Waiting for a later time: sleeps and retries. */
  later: number;
  /** All jobs, by the statistics of the database; null before it has any. */
  estimated: number | null;
  oldestDueMs: number | null;
  /** Until the next sleeper is due. */
  nextDueMs: number | null;
  failed: number;
  quarantined: number;
  workersAlive: number;
  /** Since the first start: leases that were lost with their holder, and runs set aside. */
  crashesEver: number;
  quarantinedEver: number;
};

/*
 * One index probe a group, then index entries up to the bound. Jobs that crashed twice have an index of their own; one
 * that is due at infinity is about to be set aside, and neither due nor asleep.
 */
const text = `
WITH RECURSIVE ${clock}, ${groups},
suspects AS (SELECT due_at FROM engine.jobs WHERE leased_by IS NULL AND crashes >= 2 AND due_at < 'infinity' LIMIT $2),
due AS (SELECT count(*) AS number FROM (
  (SELECT FROM groups g CROSS JOIN LATERAL (SELECT FROM engine.jobs j WHERE ${ready} AND j.group_id = g.group_id AND j.due_at <= (SELECT now FROM clock) ORDER BY j.due_at LIMIT $2) x LIMIT $2)
  UNION ALL (SELECT FROM suspects WHERE due_at <= (SELECT now FROM clock)) LIMIT $2) jobs),
later AS (SELECT count(*) AS number FROM (
  (SELECT FROM groups g CROSS JOIN LATERAL (SELECT FROM engine.jobs j WHERE ${ready} AND j.group_id = g.group_id AND j.due_at > (SELECT now FROM clock) ORDER BY j.due_at LIMIT $2) x LIMIT $2)
  UNION ALL (SELECT FROM suspects WHERE due_at > (SELECT now FROM clock)) LIMIT $2) jobs),
oldest AS (SELECT min(due_at) AS at FROM (SELECT due_at FROM groups UNION ALL SELECT due_at FROM suspects) firsts WHERE due_at <= (SELECT now FROM clock)),
next AS (SELECT min(x.due_at) AS at FROM groups g CROSS JOIN LATERAL (
  SELECT j.due_at FROM engine.jobs j WHERE ${ready} AND j.group_id = g.group_id AND j.due_at > (SELECT now FROM clock) ORDER BY j.due_at LIMIT 1) x),
ended AS (
  SELECT count(*) FILTER (WHERE status = 'failed') AS failed, count(*) FILTER (WHERE status = 'quarantined') AS quarantined
  FROM (SELECT status FROM engine.runs WHERE ended_at IS NOT NULL LIMIT $2) runs
),
ever AS (SELECT sum(amount) FILTER (WHERE name = 'crashes') AS crashes, sum(amount) FILTER (WHERE name = 'quarantined') AS quarantined FROM engine.tallies)
SELECT least(due.number + later.number, $2)::float8 AS queued, due.number::float8 AS due, later.number::float8 AS later,
  (SELECT count(*) FROM (SELECT FROM engine.jobs WHERE leased_by IS NOT NULL LIMIT $2) held)::float8 AS leased,
  (SELECT nullif(reltuples, -1)::float8 FROM pg_class WHERE oid = 'engine.jobs'::regclass) AS estimated,
  (extract(epoch FROM clock.now - oldest.at) * 1000)::float8 AS "oldestDueMs", (extract(epoch FROM next.at - clock.now) * 1000)::float8 AS "nextDueMs",
  ended.failed::float8, ended.quarantined::float8, coalesce(ever.crashes, 0)::float8 AS "crashesEver", coalesce(ever.quarantined, 0)::float8 AS "quarantinedEver",
  (SELECT count(*) FROM engine.workers WHERE claims AND seen_at > clock.now - $1 * interval '1 millisecond')::float8 AS "workersAlive"
FROM clock, due, later, oldest, next, ended, ever`;

/** The queue as it stands, by SQL alone: any process with the pool may ask. A worker is alive if it was seen within `aliveMs`. */
export async function readHealth(pool: Pool, aliveMs = 30_000): Promise<EngineHealth> {
  const rows = await runStatement<EngineHealth>(pool, { name: "engine-health", text, values: [aliveMs, countedJobs] });
  const health = rows[0];
  if (health === undefined) throw new Error("Invariant broken: the health query has one row");
  return health;
}
