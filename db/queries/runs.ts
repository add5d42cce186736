import { and, asc, desc, eq, inArray, lt, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { flows } from "../schema/flows.ts";
import { attempts, payloads, runs, stepRuns } from "../schema/runs.ts";

export type RunRow = typeof runs.$inferSelect;
export type RunStatus = RunRow["status"];
export type StepRunRow = typeof stepRuns.$inferSelect;
export type AttemptRow = typeof attempts.$inferSelect;

/** The last runs of each flow, oldest first, by an index walk a flow. */
export async function recentRunsOf(
  db: Queryable,
  workspaceId: string,
  flowIds: readonly string[],
  limit: number,
): Promise<Map<string, { status: string; durationMs: number | null }[]>> {
  const recent = new Map<string, { status: string; durationMs: number | null }[]>();
  if (flowIds.length === 0) return recent;
  const ids = sql.join(flowIds.map((id) => sql`${id}`), sql`, `);
  const found = await db.execute<{ flow_id: string; status: string; ms: number | null }>(sql`
    select f.id as flow_id, r.status, (extract(epoch from (r.finished_at - coalesce(r.started_at, r.created_at))) * 1000)::int as ms
    from unnest(array[${ids}]::text[]) as f (id)
    cross join lateral (
      select id, status, created_at, started_at, finished_at from runs
      where workspace_id = ${workspaceId} and flow_id = f.id order by id desc limit ${limit}
    ) r order by r.id`);
  for (const row of found.rows) {
    const list = recent.get(row.flow_id) ?? [];
    list.push({ status: row.status, durationMs: row.ms });
    recent.set(row.flow_id, list);
  }
  return recent;
}

export interface RunFilter {
  flow?: string | undefined;
  status?: RunStatus | undefined;
  event?: string | undefined;
}

type RunWithFlow = { run: RunRow; flowName: string };

/** Newest first; `before` is the id of the last run of the page before. */
export async function pageOfRuns(db: Queryable, workspaceId: string, filter: RunFilter, before: string | undefined, limit: number): Promise<RunWithFlow[]> {
  return await db
    .select({ run: runs, flowName: flows.name })
    .from(runs)
    .innerJoin(flows, and(eq(flows.workspaceId, runs.workspaceId), eq(flows.id, runs.flowId)))
    .where(
      and(
        eq(runs.workspaceId, workspaceId),
        filter.flow === undefined ? undefined : eq(runs.flowId, filter.flow),
        filter.status === undefined ? undefined : eq(runs.status, filter.status),
        filter.event === undefined ? undefined : eq(runs.eventId, filter.event),
        before === undefined ? undefined : lt(runs.id, before),
      ),
    )
    .orderBy(desc(runs.id))
    .limit(limit);
}

export async function findRun(db: Queryable, workspaceId: string, runId: string): Promise<RunWithFlow | undefined> {
  return (
    await db
      .select({ run: runs, flowName: flows.name })
      .from(runs)
      .innerJoin(flows, and(eq(flows.workspaceId, runs.workspaceId), eq(flows.id, runs.flowId)))
      .where(and(eq(runs.workspaceId, workspaceId), eq(runs.id, runId)))
  )[0];
}

export async function stepRunsOf(db: Queryable, workspaceId: string, runId: string): Promise<StepRunRow[]> {
  return await db.select().from(stepRuns).where(and(eq(stepRuns.workspaceId, workspaceId), eq(stepRuns.runId, runId))).orderBy(asc(stepRuns.startedAt));
}

export async function attemptsOf(db: Queryable, workspaceId: string, runId: string): Promise<AttemptRow[]> {
  return await db
    .select()
    .from(attempts)
    .where(and(eq(attempts.workspaceId, workspaceId), eq(attempts.runId, runId)))
    .orderBy(asc(attempts.nodeId), asc(attempts.number));
}

/** Bodies of payloads up to `maxBytes`; of larger ones only the size. */
export async function payloadsByHash(
  db: Queryable,
  workspaceId: string,
  hashes: readonly string[],
  maxBytes: number,
): Promise<Map<string, { size: number; codec: "json" | "gzip"; body: Buffer | null }>> {
  if (hashes.length === 0) return new Map();
  const found = await db
    .select({
      hash: payloads.hash,
      size: payloads.size,
      codec: payloads.codec,
      body: sql<Buffer | null>`case when ${payloads.size} <= ${maxBytes} then ${payloads.body} end`,
    })
    .from(payloads)
    .where(and(eq(payloads.workspaceId, workspaceId), inArray(payloads.hash, [...new Set(hashes)])));
  return new Map(found.map((row) => [row.hash, row]));
}
