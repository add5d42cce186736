import type { Pool } from "pg";
import { clock, groups, ready } from "./store/ready-groups.ts";
import { runStatement } from "./store/statement.ts";

/** `suspect`: its holders died twice, so that such jobs run one at a time. */
export type JobState = "due" | "leased" | "later" | "suspect";

export type ListedJob = {
  runId: string;
  key: string;
  group: string;
  kind: string;
  /** As text with the database's precision: the place in the list. */
  dueAt: string;
  /** The same as far as JavaScript tells times; null for a job that is about to be set aside. */
  due: Date | null;
  attempt: number;
  crashes: number;
  fence: number;
  leasedBy: string | null;
  leaseUntil: Date | null;
};

export type JobPlace = Pick<ListedJob, "dueAt" | "runId" | "key">;

const columns = `j.run_id AS "runId", j.key, j.group_id AS "group", j.kind, j.due_at::text AS "dueAt", CASE WHEN isfinite(j.due_at) THEN j.due_at END AS due, j.attempt, j.crashes,
  j.fence::float8 AS fence, j.leased_by AS "leasedBy", j.lease_until AS "leaseUntil"`;
/* $1 is the group or null, $2 how many, $3 to $5 the place after which they begin. The first of the two conditions is the index's. */
const after = "j.due_at >= $3::timestamptz AND (j.due_at, j.run_id, j.key) > ($3::timestamptz, $4::text, $5::text)";
const order = "ORDER BY j.due_at, j.run_id, j.key LIMIT $2";

/** Of every group the first ones, over the index by group and time, and of those the first. */
function byGroups(condition: string): string {
  return `WITH RECURSIVE ${clock}, ${groups}
SELECT j.* FROM groups g CROSS JOIN LATERAL (
  SELECT ${columns}, j.due_at FROM engine.jobs j WHERE ${ready} AND j.group_id = g.group_id AND j.due_at ${condition} (SELECT now FROM clock) AND ${after} ${order}
) j WHERE $1::text IS NULL OR g.group_id = $1 ORDER BY j.due_at, j."runId", j.key LIMIT $2`;
}

const texts: Record<JobState, string> = {
  due: byGroups("<="),
  later: byGroups(">"),
  leased: `SELECT ${columns} FROM engine.jobs j WHERE j.leased_by IS NOT NULL AND ($1::text IS NULL OR j.group_id = $1) AND ${after} ${order}`,
  suspect: `SELECT ${columns} FROM engine.jobs j WHERE j.leased_by IS NULL AND j.crashes >= 2 AND ($1::text IS NULL OR j.group_id = $1) AND ${after} ${order}`,
};

/** Jobs of one state by the time they were or will be due, the oldest first, page by page. */
export async function listJobs(pool: Pool, request: { state: JobState; group: string | null; after: JobPlace | null; limit: number }): Promise<ListedJob[]> {
  const { dueAt, runId, key } = request.after ?? { dueAt: "-infinity", runId: "", key: "" };
  return runStatement(pool, { name: `engine-list-${request.state}`, text: texts[request.state], values: [request.group, request.limit, dueAt, runId, key] });
}
