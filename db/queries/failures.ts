import { and, eq, sql } from "drizzle-orm";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Queryable } from "../client.ts";
import { failureStates } from "../schema/redrives.ts";

export interface FailureGroupRow {
  flowId: string;
  flowName: string;
  flowLive: number | null;
  /** The name of the step that failed last. */
  step: string | null;
  fingerprint: string;
  /** Failed runs that are kept, and those of them that no other run has replayed. */
  total: number;
  left: number;
  /** Ids of the first and the last of them. */
  first: string;
  last: string;
  /** Of the last one. */
  error: RunError;
  versions: number[];
  state: "muted" | "resolved" | null;
  stateAt: Date | null;
  stateBy: string | null;
}

/** Failures of live runs by what they have in common, the latest first. */
export async function failureGroups(db: Queryable, workspaceId: string, input: { flow?: string | undefined; fingerprint?: string | undefined; sinceId?: string | undefined; limit: number }): Promise<FailureGroupRow[]> {
  const found = await db.execute<{
    flow_id: string; flow_name: string; flow_live: number | null; step: string | null; fingerprint: string; total: number; left: number; first: string; last: string; error: RunError; versions: number[]; state: "muted" | "resolved" | null; at: string | null; by: string | null;
  }>(sql`
    with groups as (
      select flow_id, fingerprint, count(*)::int as total, count(*) filter (where replayed_by is null)::int as left, min(id) as first, max(id) as last, array_agg(distinct version) filter (where version is not null) as versions
      from runs
      where workspace_id = ${workspaceId} and kind = 'live' and fingerprint is not null
        and ${input.flow === undefined ? sql`true` : sql`flow_id = ${input.flow}`} and ${input.fingerprint === undefined ? sql`true` : sql`fingerprint = ${input.fingerprint}`}
        and ${input.sinceId === undefined ? sql`true` : sql`id >= ${input.sinceId}`}
      group by flow_id, fingerprint order by max(id) desc limit ${input.limit}
    )
    select g.*, f.name as flow_name, f.live_version as flow_live, r.error, (
      select n->>'name' from flow_versions v cross join lateral jsonb_array_elements(v.document->'nodes') n
      where v.workspace_id = ${workspaceId} and v.flow_id = g.flow_id and v.number = r.version and n->>'id' = r.error->>'node' limit 1
    ) as step, s.status as state, s.at, s.by
    from groups g
    join flows f on f.workspace_id = ${workspaceId} and f.id = g.flow_id
    join runs r on r.workspace_id = ${workspaceId} and r.id = g.last
    left join failure_states s on s.workspace_id = ${workspaceId} and s.flow_id = g.flow_id and s.fingerprint = g.fingerprint
    order by g.last desc`);
  return found.rows.map((row) => ({
    flowId: row.flow_id, flowName: row.flow_name, flowLive: row.flow_live, step: row.step, fingerprint: row.fingerprint, total: row.total, left: row.left, first: row.first, last: row.last, error: row.error, versions: row.versions ?? [],
    state: row.state, stateAt: row.at === null ? null : new Date(row.at), stateBy: row.by,
  }));
}

/** null takes back what was said of it. */
export async function setFailureState(db: Queryable, key: { workspaceId: string; flowId: string; fingerprint: string }, state: { status: "muted" | "resolved"; by: string } | null): Promise<void> {
  if (state === null) {
    await db.delete(failureStates).where(and(eq(failureStates.workspaceId, key.workspaceId), eq(failureStates.flowId, key.flowId), eq(failureStates.fingerprint, key.fingerprint)));
    return;
  }
  await db
    .insert(failureStates)
    .values({ ...key, ...state })
    .onConflictDoUpdate({ target: [failureStates.workspaceId, failureStates.flowId, failureStates.fingerprint], set: { ...state, at: sql`clock_timestamp()` } });
}
