import { and, desc, eq, inArray, like, lt, or, sql } from "drizzle-orm";
import type { FieldRule } from "#lib/flow/field-rules/field-rule.ts";
import type { Queryable } from "../client.ts";
import { flows } from "../schema/flows.ts";
import { regionStates } from "../schema/regions.ts";
import { auditLog, workspaces } from "../schema/workspaces.ts";
import type { RunRow } from "./runs.ts";

/** The rules of a workspace, those of some of its flows that have any, and what its viewers see. */
export async function careOf(db: Queryable, workspaceId: string, flowIds: readonly string[]): Promise<{ rules: FieldRule[]; viewersSeeValues: boolean; keepEventsDays: number; flows: Map<string, FieldRule[]> }> {
  const asked = [...new Set(flowIds)];
  const [[workspace], own] = await Promise.all([
    db.select({ rules: workspaces.fieldRules, viewersSeeValues: workspaces.viewersSeeValues, keepEventsDays: workspaces.keepEventsDays }).from(workspaces).where(eq(workspaces.id, workspaceId)),
    asked.length === 0
      ? []
      : db.select({ id: flows.id, rules: flows.fieldRules }).from(flows).where(and(eq(flows.workspaceId, workspaceId), inArray(flows.id, asked), sql`${flows.fieldRules} <> '[]'`)),
  ]);
  return { rules: workspace?.rules ?? [], viewersSeeValues: workspace?.viewersSeeValues ?? false, keepEventsDays: workspace?.keepEventsDays ?? 30, flows: new Map(own.map(({ id, rules }) => [id, rules])) };
}

export async function writeCare(db: Queryable, workspaceId: string, care: { rules: FieldRule[]; viewersSeeValues: boolean; keepEventsDays: number }): Promise<void> {
  await db.update(workspaces).set({ fieldRules: care.rules, viewersSeeValues: care.viewersSeeValues, keepEventsDays: care.keepEventsDays }).where(eq(workspaces.id, workspaceId));
}

/** The rules as they are, held until the transaction ends; undefined when there is no such flow. */
export async function lockFlowRules(db: Queryable, workspaceId: string, flowId: string): Promise<FieldRule[] | undefined> {
  const [row] = await db.select({ rules: flows.fieldRules }).from(flows).where(and(eq(flows.workspaceId, workspaceId), eq(flows.id, flowId), sql`${flows.deletedAt} is null`)).for("update");
  return row?.rules;
}

/** Newest first. `actions` are patterns, one of which an action matches. */
export async function pageOfAudit(db: Queryable, workspaceId: string, filter: { action?: string | undefined; actor?: string | undefined; actions?: readonly string[] | undefined; before?: number | undefined }, limit: number): Promise<(typeof auditLog.$inferSelect)[]> {
  return await db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.workspaceId, workspaceId), filter.action === undefined ? undefined : eq(auditLog.action, filter.action), filter.actor === undefined ? undefined : eq(auditLog.actor, filter.actor), filter.actions === undefined ? undefined : or(...filter.actions.map((one) => like(auditLog.action, one))), filter.before === undefined ? undefined : lt(auditLog.seq, filter.before)))
    .orderBy(desc(auditLog.seq))
    .limit(limit);
}

type Place = Pick<RunRow, "workspaceId" | "id" | "bucket">;

/** The payloads that runs of one bucket name, by run: where a value may have been copied to. */
export async function payloadsNamedBy(db: Queryable, runs: readonly Place[]): Promise<Map<string, { hash: string; size: number }[]>> {
  const [first] = runs;
  if (!first) return new Map();
  const { workspaceId, bucket } = first;
  const ids = sql.join(runs.map(({ id }) => sql`${id}`), sql`, `);
  const found = await db.execute<{ run: string; hash: string; size: number }>(sql`
    with named as (
      select r.id as run, h.hash from runs r cross join lateral (values (r.input), (r.response)) h (hash) where r.workspace_id = ${workspaceId} and r.id in (${ids})
      union select s.run_id, h.hash from step_runs s cross join lateral (values (s.input), (s.output), (s.logs), (s.planned)) h (hash) where s.bucket = ${bucket} and s.workspace_id = ${workspaceId} and s.run_id in (${ids})
      union select a.run_id, a.exchange from attempts a where a.bucket = ${bucket} and a.workspace_id = ${workspaceId} and a.run_id in (${ids})
      union select w.run_id, h.hash from waits w cross join lateral (values (w.details), (w.result), (w.ask)) h (hash) where w.workspace_id = ${workspaceId} and w.run_id in (${ids})
    )
    select n.run, n.hash, p.size from named n join payloads p on p.bucket = ${bucket} and p.workspace_id = ${workspaceId} and p.hash = n.hash order by p.size`);
  const byRun = new Map<string, { hash: string; size: number }[]>(runs.map(({ id }) => [id, []]));
  for (const { run, hash, size } of found.rows) byRun.get(run)?.push({ hash, size });
  return byRun;
}

/** The sample records of regions, as JSON texts, by run. */
export async function regionSamplesOf(db: Queryable, workspaceId: string, runIds: readonly string[]): Promise<{ run: string; samples: string }[]> {
  if (runIds.length === 0) return [];
  return await db.select({ run: regionStates.runId, samples: regionStates.samples }).from(regionStates).where(and(eq(regionStates.workspaceId, workspaceId), inArray(regionStates.runId, [...runIds])));
}
