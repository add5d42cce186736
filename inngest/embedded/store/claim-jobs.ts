import type { Pool } from "pg";
import { runStatement } from "./statement.ts";

/** One claimed job with all that its call needs. */
export type Delivery = {
  runId: string;
  key: string;
  fence: number;
  kind: "discover" | "step" | "timer" | "wait";
  stepId: string | null;
  attempt: number;
  crashes: number;
  stackAt: number;
  parallel: boolean;
  race: boolean;
  functionId: string;
  groupId: string;
  /** Canonical JSON text. */
  event: string;
  requestVersion: number;
  /** Jobs of the run's current wave that had no result when this one was claimed. */
  pending: number;
  /** Hashed ids of the memoised steps, in order of completion. */
  stack: string[];
  /** Canonical JSON text of all memos by id; null when they are above the bound and must be fetched. */
  steps: string | null;
};

export type Claim = {
  deliveries: Delivery[];
  nextDueMs: number | null;
  /** Jobs whose holders died more than once are due, and were left for others. */
  leftSuspects: boolean;
};

export type ClaimRequest = {
  workerId: string;
  leaseMs: number;
  slots: number;
  suspectSlots: number;
  /** Suspects that have been due for less are left for others. */
  suspectAgeMs: number;
  after: string;
  inlineStateBytes: number;
};

/*
 * `turns` walks the groups from the one after `after`, round the circle, one index probe each, until enough groups
 * have something due. The candidates are the oldest jobs of those groups, one of each group before a second of any.
 * The claim's commit does not wait for the disk: were it lost with the database's memory, the job would be claimed again.
 */
const text = `
WITH RECURSIVE clock AS MATERIALIZED (SELECT clock_timestamp() AS now WHERE set_config('synchronous_commit', 'off', true) = 'off'),
turns(group_id, due_at, wrapped, found, turn) AS (
  SELECT $5::text, NULL::timestamptz, false, 0, 0
  UNION ALL
  SELECT n.group_id, n.due_at, n.wrapped, t.found + (n.due_at <= (SELECT now FROM clock))::int, t.turn + 1
  FROM turns t CROSS JOIN LATERAL (
    SELECT * FROM (
      (SELECT j.group_id, j.due_at, t.wrapped FROM engine.jobs j
       WHERE j.leased_by IS NULL AND j.crashes < 2 AND j.group_id > t.group_id ORDER BY j.group_id, j.due_at LIMIT 1)
      UNION ALL
      (SELECT j.group_id, j.due_at, true FROM engine.jobs j
       WHERE NOT t.wrapped AND j.leased_by IS NULL AND j.crashes < 2 ORDER BY j.group_id, j.due_at LIMIT 1)
    ) AS either(group_id, due_at, wrapped) ORDER BY wrapped LIMIT 1
  ) n
  WHERE t.found < $3 AND NOT (n.wrapped AND n.group_id > $5)
),
wanted AS (
  (SELECT c.run_id, c.key, c.place, t.turn
   FROM turns t CROSS JOIN LATERAL (
     SELECT j.run_id, j.key, row_number() OVER (ORDER BY j.due_at) AS place FROM engine.jobs j
     WHERE j.leased_by IS NULL AND j.crashes < 2 AND j.group_id = t.group_id AND j.due_at <= (SELECT now FROM clock)
     ORDER BY j.due_at LIMIT $3
   ) c
   WHERE t.due_at <= (SELECT now FROM clock)
   ORDER BY c.place, t.turn LIMIT $3)
  UNION ALL
  (SELECT j.run_id, j.key, 0, 0 FROM engine.jobs j
   WHERE j.leased_by IS NULL AND j.crashes >= 2 AND j.due_at <= (SELECT now FROM clock) - $7 * interval '1 millisecond' ORDER BY j.crashes, j.due_at LIMIT $4)
),
held AS (
  SELECT j.run_id, j.key, w.place, w.turn FROM engine.jobs j JOIN wanted w USING (run_id, key)
  WHERE j.leased_by IS NULL FOR UPDATE OF j SKIP LOCKED
),
claimed AS (
  UPDATE engine.jobs j SET fence = nextval('engine.fence'), leased_by = $1, lease_until = (SELECT now FROM clock) + $2 * interval '1 millisecond'
  FROM held WHERE j.run_id = held.run_id AND j.key = held.key RETURNING j.*, held.place, held.turn
),
called AS (
  SELECT c.run_id AS "runId", c.key, c.fence::float8 AS fence, c.kind, c.step_id AS "stepId", c.attempt, c.crashes,
    c.stack_at AS "stackAt", c.parallel, c.race, r.function_id AS "functionId", r.group_id AS "groupId", r.event,
    r.request_version AS "requestVersion", r.pending, c.place, c.turn,
    CASE WHEN r.memoised = 0 THEN '{}'::text[] ELSE (SELECT coalesce(array_agg(s.id ORDER BY s.place), '{}') FROM engine.steps s WHERE s.run_id = r.id) END AS stack,
    CASE WHEN r.memoised = 0 THEN '{}' WHEN r.state_bytes > $6 THEN NULL
      ELSE (SELECT '{' || coalesce(string_agg('"' || s.id || '":' || s.memo, ',' ORDER BY s.id COLLATE "C"), '') || '}' FROM engine.steps s WHERE s.run_id = r.id) END AS steps
  FROM claimed c JOIN engine.runs r ON r.id = c.run_id
)
SELECT (SELECT (extract(epoch FROM min(due_at) - clock_timestamp()) * 1000)::float8 FROM turns WHERE due_at > (SELECT now FROM clock)) AS "nextDueMs",
  $7 > 0 AND EXISTS (SELECT FROM engine.jobs j WHERE j.leased_by IS NULL AND j.crashes >= 2 AND j.due_at <= (SELECT now FROM clock)) AS "leftSuspects", called.*
FROM clock LEFT JOIN called ON true ORDER BY called.place, called.turn`;

type Row = { [Field in keyof Delivery]: Delivery[Field] | null } & { nextDueMs: number | null; leftSuspects: boolean; place: unknown; turn: unknown };

/** Leases up to `slots` due jobs, turn by turn over the groups, and reads what their calls need, in one statement. */
export async function claimJobs(pool: Pool, request: ClaimRequest): Promise<Claim> {
  const rows = await runStatement<Row>(pool, {
    name: "engine-claim",
    text,
    values: [request.workerId, request.leaseMs, request.slots, request.suspectSlots, request.after, request.inlineStateBytes, request.suspectAgeMs],
  });
  const nextDueMs = rows[0]?.nextDueMs ?? null;
  const deliveries = rows.filter((row): row is Row & Delivery => row.runId !== null);
  return { deliveries, nextDueMs, leftSuspects: rows[0]?.leftSuspects ?? false };
}
