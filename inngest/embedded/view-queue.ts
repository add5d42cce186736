import type { Pool } from "pg";
import { clock, groups, ready } from "./store/ready-groups.ts";
import { runStatement } from "./store/statement.ts";

/** Jobs of one group are counted up to this many. */
export const countedInGroup = 1_000;
const shownGroups = 50;
const shownRuns = 50;
const shownWorkers = 100;

export type EngineWorker = { id: string; startedAt: Date; seenAt: Date; version: string | null; isAlive: boolean; held: number };
export type EngineGroup = { group: string; due: number; later: number; leased: number; oldestDueMs: number | null };
export type QuarantinedRun = { runId: string; group: string; endedAt: Date };

const workersText = `
SELECT w.id, w.started_at AS "startedAt", w.seen_at AS "seenAt", w.version,
  w.seen_at > clock_timestamp() - $1 * interval '1 millisecond' AS "isAlive", coalesce(h.held, 0)::int AS held
FROM engine.workers w LEFT JOIN (SELECT leased_by, count(*) AS held FROM engine.jobs WHERE leased_by IS NOT NULL GROUP BY 1) h ON h.leased_by = w.id
ORDER BY "isAlive" DESC, w.seen_at DESC LIMIT ${shownWorkers}`;

/** Who executes, the living first; one that ended lately is among them. */
export async function listWorkers(pool: Pool, aliveMs = 30_000): Promise<EngineWorker[]> {
  return runStatement(pool, { name: "engine-workers", text: workersText, values: [aliveMs] });
}

/* The groups whose jobs are due longest come first, then those that only run or sleep. */
const groupsText = `
WITH RECURSIVE ${clock}, ${groups},
leased AS (SELECT group_id, count(*) AS number FROM engine.jobs WHERE leased_by IS NOT NULL GROUP BY group_id),
shown AS (
  SELECT group_id, g.due_at, coalesce(l.number, 0) AS leased FROM groups g FULL JOIN leased l USING (group_id)
  ORDER BY g.due_at NULLS LAST, group_id LIMIT ${shownGroups}
)
SELECT s.group_id AS "group", s.leased::int,
  (SELECT count(*) FROM (SELECT FROM engine.jobs j WHERE ${ready} AND j.group_id = s.group_id AND j.due_at <= clock.now ORDER BY j.due_at LIMIT $1) jobs)::int AS due,
  (SELECT count(*) FROM (SELECT FROM engine.jobs j WHERE ${ready} AND j.group_id = s.group_id AND j.due_at > clock.now ORDER BY j.due_at LIMIT $1) jobs)::int AS later,
  (CASE WHEN s.due_at <= clock.now THEN extract(epoch FROM clock.now - s.due_at) * 1000 END)::float8 AS "oldestDueMs"
FROM shown s CROSS JOIN clock ORDER BY s.due_at NULLS LAST, s.group_id`;

/** How the queue is shared out: the groups that have waited longest, and what each has running. */
export async function listGroups(pool: Pool): Promise<EngineGroup[]> {
  return runStatement(pool, { name: "engine-groups", text: groupsText, values: [countedInGroup] });
}

const quarantinedText = `
SELECT id AS "runId", group_id AS "group", ended_at AS "endedAt"
FROM engine.runs WHERE ended_at IS NOT NULL AND status = 'quarantined' ORDER BY ended_at DESC LIMIT ${shownRuns}`;

/** Runs that were set aside because their process died too often, the latest first, for as long as they are kept. */
export async function listQuarantined(pool: Pool): Promise<QuarantinedRun[]> {
  return runStatement(pool, { name: "engine-quarantined", text: quarantinedText, values: [] });
}
