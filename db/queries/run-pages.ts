import { and, type Column, desc, eq, gt, gte, isNotNull, isNull, lt, lte, type SQL, sql } from "drizzle-orm";
import { idAt } from "#lib/ids.ts";
import type { Queryable } from "../client.ts";
import { flows } from "../schema/flows.ts";
import { events, runKeys, runs } from "../schema/runs.ts";
import { eventNamed } from "./event-named.ts";
import type { RunRow, RunStatus, RunWithFlow } from "./runs.ts";

/** Which runs; everything that is not said matches. */
export interface RunFilter {
  flow?: string | undefined;
  status?: RunStatus | undefined;
  event?: string | undefined;
  /** A name of events, or a pattern of names. */
  eventName?: string | undefined;
  /** Live runs when not said. */
  kind?: "live" | "test" | undefined;
  version?: number | undefined;
  pattern?: RunRow["pattern"] | undefined;
  /** ISO times of creation: from the first, before the second. */
  since?: string | undefined;
  until?: string | undefined;
  /** How long it took, in milliseconds; only runs that are over. */
  minMs?: number | undefined;
  maxMs?: number | undefined;
  /** Of its error. */
  code?: string | undefined;
  fingerprint?: string | undefined;
  tag?: string | undefined;
  /** The value of one of its business keys, whatever the key is called. */
  key?: string | undefined;
  redrive?: string | undefined;
  /** Failures that no other run has replayed yet. */
  left?: boolean | undefined;
  /** Whatever is over and no other run has replayed. */
  repeatable?: boolean | undefined;
}

/** From here on there is an index for how long runs took (`runs_slow`). */
const slowMs = 10_000;

function equal(column: Column, value: unknown): SQL | undefined {
  return value === undefined ? undefined : eq(column, value);
}

function foundBy(workspaceId: string, value: string | undefined, name: SQL): SQL | undefined {
  if (value === undefined) return undefined;
  return sql`${runs.id} in (select ${runKeys.runId} from ${runKeys} where ${runKeys.workspaceId} = ${workspaceId} and ${runKeys.value} = ${value} and ${name})`;
}

const took = sql`(${runs.finishedAt} - ${runs.startedAt})`;

function milliseconds(value: number): SQL {
  return sql`${value} * interval '1 millisecond'`;
}

/** The condition on `runs` that a filter says, its workspace's included. */
export function runsThat(workspaceId: string, filter: RunFilter): SQL | undefined {
  const { since, until, minMs, maxMs } = filter;
  return and(
    eq(runs.workspaceId, workspaceId),
    eq(runs.kind, filter.kind ?? "live"),
    equal(runs.flowId, filter.flow),
    equal(runs.status, filter.status),
    equal(runs.eventId, filter.event),
    filter.eventName === undefined ? undefined : sql`exists (select 1 from ${events} where ${events.workspaceId} = ${runs.workspaceId} and ${events.id} = ${runs.eventId} and ${eventNamed(filter.eventName)})`,
    equal(runs.version, filter.version),
    equal(runs.pattern, filter.pattern),
    equal(runs.fingerprint, filter.fingerprint),
    equal(runs.redriveId, filter.redrive),
    since === undefined ? undefined : gte(runs.id, idAt("run", Date.parse(since))),
    until === undefined ? undefined : lt(runs.id, idAt("run", Date.parse(until))),
    minMs === undefined ? undefined : sql`${took} >= ${milliseconds(minMs)}`,
    minMs === undefined || minMs < slowMs ? undefined : sql`finished_at - started_at >= interval '10 seconds'`,
    maxMs === undefined ? undefined : sql`${took} <= ${milliseconds(maxMs)}`,
    filter.code === undefined ? undefined : and(isNotNull(runs.fingerprint), sql`${runs.error}->>'code' = ${filter.code}`),
    filter.left === true ? and(isNotNull(runs.fingerprint), isNull(runs.replayedBy), eq(runs.status, "failed")) : undefined,
    filter.repeatable === true ? and(isNotNull(runs.finishedAt), isNull(runs.replayedBy)) : undefined,
    foundBy(workspaceId, filter.key, sql`${runKeys.name} <> ''`),
    foundBy(workspaceId, filter.tag, sql`${runKeys.name} = ''`),
  );
}

/** Newest first; `before` is the id of the last run of the page before. */
export async function pageOfRuns(db: Queryable, workspaceId: string, filter: RunFilter, before: string | undefined, limit: number): Promise<RunWithFlow[]> {
  return await db
    .select({ run: runs, flowName: flows.name })
    .from(runs)
    .innerJoin(flows, and(eq(flows.workspaceId, runs.workspaceId), eq(flows.id, runs.flowId)))
    .where(and(runsThat(workspaceId, filter), before === undefined ? undefined : lt(runs.id, before)))
    .orderBy(desc(runs.id))
    .limit(limit);
}

/** The oldest after `cursor` and up to `upTo`, in the order of their creation. */
export async function nextRuns(db: Queryable, workspaceId: string, filter: RunFilter, range: { cursor: string; upTo: string }, limit: number): Promise<RunRow[]> {
  const found = await db.select().from(runs).where(and(runsThat(workspaceId, filter), gt(runs.id, range.cursor), lte(runs.id, range.upTo))).orderBy(runs.id).limit(limit);
  return found;
}

/** How many there are, counted up to a limit; the newest one and how many flows they are of. */
export async function countRuns(db: Queryable, workspaceId: string, filter: RunFilter, limit: number): Promise<{ runs: number; flows: number; newest: string | null }> {
  const chosen = db.select({ id: runs.id, flowId: runs.flowId }).from(runs).where(runsThat(workspaceId, filter)).orderBy(desc(runs.id)).limit(limit).as("chosen");
  const found = await db.select({ runs: sql<number>`count(*)::int`, flows: sql<number>`count(distinct ${chosen.flowId})::int`, newest: sql<string | null>`max(${chosen.id})` }).from(chosen);
  return found[0] ?? { runs: 0, flows: 0, newest: null };
}

export interface RunBar {
  /** Milliseconds since 1970 of its left end. */
  at: number;
  status: RunStatus;
  count: number;
}

/** The newest `limit` matching runs by time and state, in at most `bars` equal spans from the oldest to the newest of them. */
export async function runBars(db: Queryable, workspaceId: string, filter: RunFilter, bars: number, limit: number): Promise<{ bars: RunBar[]; spanMs: number; runs: number }> {
  const chosen = db.select({ at: sql<number>`extract(epoch from ${runs.createdAt}) * 1000`.as("at"), status: runs.status }).from(runs).where(runsThat(workspaceId, filter)).orderBy(desc(runs.id)).limit(limit);
  const found = await db.execute<{ at: number; status: RunStatus; count: number; span: number; total: number }>(sql`
    with chosen as (${chosen}), ends as (select min(at) as first, greatest(ceil((max(at) - min(at) + 1) / ${bars}), 1000) as span, count(*)::int as total from chosen)
    select (first + floor((at - first) / span) * span)::float8 as at, status, count(*)::int as count, span::float8 as span, total
    from chosen, ends group by 1, 2, span, total order by 1`);
  return { bars: found.rows.map(({ at, status, count }) => ({ at, status, count })), spanMs: found.rows[0]?.span ?? 0, runs: found.rows[0]?.total ?? 0 };
}

/** Puts tags on a run in place of those it has; false when there is no such run. */
export async function writeTags(db: Queryable, workspaceId: string, runId: string, tags: readonly string[]): Promise<boolean> {
  const changed = await db.update(runs).set({ tags: [...tags] }).where(and(eq(runs.workspaceId, workspaceId), eq(runs.id, runId))).returning({ id: runs.id });
  if (changed.length === 0) return false;
  await db.delete(runKeys).where(and(eq(runKeys.workspaceId, workspaceId), eq(runKeys.runId, runId), eq(runKeys.name, "")));
  if (tags.length > 0) await db.insert(runKeys).values(tags.map((value) => ({ workspaceId, value, runId, name: "" })));
  return true;
}
