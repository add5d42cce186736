import { and, asc, count, desc, eq, gt, inArray, lt, or, sql } from "drizzle-orm";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Queryable } from "../client.ts";
import { flows } from "../schema/flows.ts";
import { regionRejects, regionStates } from "../schema/regions.ts";
import { attempts, effects, payloads, runs, stepRuns, waits } from "../schema/runs.ts";

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
      where workspace_id = ${workspaceId} and flow_id = f.id and kind = 'live' order by id desc limit ${limit}
    ) r order by r.id`);
  for (const row of found.rows) {
    const list = recent.get(row.flow_id) ?? [];
    list.push({ status: row.status, durationMs: row.ms });
    recent.set(row.flow_id, list);
  }
  return recent;
}

export type RunWithFlow = { run: RunRow; flowName: string };

export async function findRun(db: Queryable, workspaceId: string, runId: string): Promise<RunWithFlow | undefined> {
  return (
    await db
      .select({ run: runs, flowName: flows.name })
      .from(runs)
      .innerJoin(flows, and(eq(flows.workspaceId, runs.workspaceId), eq(flows.id, runs.flowId)))
      .where(and(eq(runs.workspaceId, workspaceId), eq(runs.id, runId)))
  )[0];
}

export async function runsById(db: Queryable, workspaceId: string, ids: readonly string[]): Promise<RunRow[]> {
  if (ids.length === 0) return [];
  return await db.select().from(runs).where(and(eq(runs.workspaceId, workspaceId), inArray(runs.id, [...ids])));
}

type RunPlace = Pick<RunRow, "workspaceId" | "id" | "bucket">;

/** The newest run of the same flow that succeeded before it. */
export async function lastGoodRun(db: Queryable, { flowId, id, workspaceId }: Pick<RunRow, "flowId" | "id" | "workspaceId">): Promise<RunRow | undefined> {
  const earlier = and(eq(runs.workspaceId, workspaceId), eq(runs.flowId, flowId), eq(runs.kind, "live"), eq(runs.status, "succeeded"), lt(runs.id, id));
  return (await db.select().from(runs).where(earlier).orderBy(desc(runs.id)).limit(1))[0];
}

export async function stepRunsOf(db: Queryable, { workspaceId, id: runId, bucket }: RunPlace): Promise<StepRunRow[]> {
  return await db.select().from(stepRuns).where(and(eq(stepRuns.bucket, bucket), eq(stepRuns.workspaceId, workspaceId), eq(stepRuns.runId, runId))).orderBy(asc(stepRuns.startedAt));
}

export async function attemptsOf(db: Queryable, { workspaceId, id: runId, bucket }: RunPlace): Promise<AttemptRow[]> {
  return await db
    .select()
    .from(attempts)
    .where(and(eq(attempts.bucket, bucket), eq(attempts.workspaceId, workspaceId), eq(attempts.runId, runId)))
    .orderBy(asc(attempts.nodeId), asc(attempts.number));
}

export async function waitsOf(db: Queryable, workspaceId: string, runId: string): Promise<(typeof waits.$inferSelect)[]> {
  return await db.select().from(waits).where(and(eq(waits.workspaceId, workspaceId), eq(waits.runId, runId))).orderBy(asc(waits.id));
}

export async function regionsOf(db: Queryable, workspaceId: string, runId: string): Promise<(typeof regionStates.$inferSelect)[]> {
  return await db.select().from(regionStates).where(and(eq(regionStates.workspaceId, workspaceId), eq(regionStates.runId, runId))).orderBy(asc(regionStates.startedAt));
}

export async function countRejects(db: Queryable, workspaceId: string, runId: string): Promise<Map<string, number>> {
  const found = await db
    .select({ node: regionRejects.nodeId, total: count() })
    .from(regionRejects)
    .where(and(eq(regionRejects.workspaceId, workspaceId), eq(regionRejects.runId, runId)))
    .groupBy(regionRejects.nodeId);
  return new Map(found.map((row) => [row.node, row.total]));
}

/** Records that regions of these runs rejected; runs without any are left out. */
export async function rejectedByRun(db: Queryable, workspaceId: string, runIds: readonly string[]): Promise<Map<string, number>> {
  if (runIds.length === 0) return new Map();
  const rejected = sql<number>`(select coalesce(sum((node.value->>'rejected')::int), 0)::int from jsonb_each(${regionStates.counts}) node)`;
  const found = await db.select({ run: regionStates.runId, rejected }).from(regionStates).where(and(eq(regionStates.workspaceId, workspaceId), inArray(regionStates.runId, [...runIds])));
  const byRun = Map.groupBy(found.filter((row) => row.rejected > 0), ({ run }) => run);
  return new Map([...byRun].map(([run, regions]) => [run, regions.reduce((sum, region) => sum + region.rejected, 0)]));
}

/** Oldest first; `after` is the last one of the page before. */
export async function pageOfRejects(db: Queryable, workspaceId: string, runId: string, nodeId: string, after: number, limit: number): Promise<(typeof regionRejects.$inferSelect)[]> {
  return await db
    .select()
    .from(regionRejects)
    .where(and(eq(regionRejects.workspaceId, workspaceId), eq(regionRejects.runId, runId), eq(regionRejects.nodeId, nodeId), gt(regionRejects.seq, after)))
    .orderBy(asc(regionRejects.seq))
    .limit(limit);
}

export interface EffectCount {
  node: string;
  status: "sent" | "confirmed" | "refused" | "unknown";
  total: number;
}

/** Effects by node and state; those that an earlier run of the same origin left are its own. */
export async function effectsOf(db: Queryable, workspaceId: string, runId: string): Promise<EffectCount[]> {
  return await db
    .select({ node: effects.nodeId, status: effects.status, total: count() })
    .from(effects)
    .where(and(eq(effects.workspaceId, workspaceId), eq(effects.runId, runId)))
    .groupBy(effects.nodeId, effects.status);
}

export async function childrenOf(db: Queryable, workspaceId: string, runId: string): Promise<{ run: string; node: string | null; status: RunStatus }[]> {
  return await db
    .select({ run: runs.id, node: runs.parentNodeId, status: runs.status })
    .from(runs)
    .where(and(eq(runs.workspaceId, workspaceId), eq(runs.parentRunId, runId)))
    .orderBy(asc(runs.id))
    .limit(1_000);
}

/** Bodies of payloads up to `maxBytes`; of larger ones only the size. */
export async function payloadsByHash(
  db: Queryable,
  { workspaceId, bucket }: { workspaceId: string; bucket: number },
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
    .where(and(eq(payloads.bucket, bucket), eq(payloads.workspaceId, workspaceId), inArray(payloads.hash, [...new Set(hashes)])));
  return new Map(found.map((row) => [row.hash, row]));
}

/** Why these runs failed, by run; for the instance admin only. */
export async function findRunErrors(db: Queryable, asked: readonly { workspaceId: string; runId: string }[]): Promise<Map<string, RunError>> {
  if (asked.length === 0) return new Map();
  const rows = await db.select({ id: runs.id, error: runs.error }).from(runs).where(or(...asked.map(({ workspaceId, runId }) => and(eq(runs.workspaceId, workspaceId), eq(runs.id, runId)))));
  return new Map(rows.flatMap(({ id, error }) => (error === null ? [] : [[id, error] as const])));
}
