import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { alertNotices, alertRules, alerts } from "../schema/alerts.ts";
import { flows, subscriptions } from "../schema/flows.ts";
import { workspaces } from "../schema/workspaces.ts";

type AlertRow = typeof alerts.$inferSelect;
export type AlertNoticeRow = typeof alertNotices.$inferSelect;

const atOnce = 200;

/** Whoever changes what a look reads waits for the one that is under way. */
export async function lockAlerts(db: Queryable): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtext('millrace.alerts'))`);
}

/** Of all workspaces: workers look for all of them at once. */
export async function activeRules(db: Queryable): Promise<(typeof alertRules.$inferSelect)[]> {
  return await db.select().from(alertRules).where(isNull(alertRules.pausedAt)).orderBy(asc(alertRules.id));
}

/** Of all workspaces: what is open or counted, and what was over a moment ago and may come back. */
export async function liveAlerts(db: Queryable): Promise<AlertRow[]> {
  return await db.select().from(alerts).where(or(ne(alerts.state, "over"), gt(alerts.noticeAt, sql`now()`))).orderBy(asc(alerts.endedAt));
}

/** Writes alerts as they are given, new ones and changed ones. */
export async function saveAlerts(db: Queryable, rows: readonly AlertRow[]): Promise<void> {
  const written = ["state", "facts", "count", "recent", "lastRunId", "lastAt", "openedAt", "endedAt", "endedBy", "told", "noticedAt", "noticeAt", "toldCount", "reminders"] as const;
  const set = Object.fromEntries(written.map((name) => [name, sql.raw(`excluded."${alerts[name].name}"`)]));
  for (let from = 0; from < rows.length; from += atOnce) await db.insert(alerts).values(rows.slice(from, from + atOnce)).onConflictDoUpdate({ target: alerts.id, set });
}

/** Which of these flows are gone. */
export async function deletedFlows(db: Queryable, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const asked = [...new Set(ids)];
  const found = await db.select({ id: flows.id }).from(flows).where(and(inArray(flows.id, asked), isNull(flows.deletedAt)));
  const there = new Set(found.map(({ id }) => id));
  return new Set(asked.filter((id) => !there.has(id)));
}

/** Names for what is told about; of any workspace, for workers. */
export async function namesForNotices(db: Queryable, flowIds: readonly string[], workspaceIds: readonly string[]) {
  const [flowRows, workspaceRows] = [
    flowIds.length === 0 ? [] : await db.select({ id: flows.id, name: flows.name }).from(flows).where(inArray(flows.id, [...new Set(flowIds)])),
    workspaceIds.length === 0 ? [] : await db.select({ id: workspaces.id, name: workspaces.name, slug: workspaces.slug }).from(workspaces).where(inArray(workspaces.id, [...new Set(workspaceIds)])),
  ];
  return { flows: new Map(flowRows.map(({ id, name }) => [id, name])), workspaces: new Map(workspaceRows.map((row) => [row.id, row])) };
}

export async function insertNotices(db: Queryable, rows: readonly (typeof alertNotices.$inferInsert)[]): Promise<void> {
  for (let from = 0; from < rows.length; from += atOnce) await db.insert(alertNotices).values(rows.slice(from, from + atOnce));
}

export async function rulesOf(db: Queryable, workspaceId: string) {
  return await db.select().from(alertRules).where(eq(alertRules.workspaceId, workspaceId)).orderBy(asc(alertRules.id));
}

/** `lock`: other changes of it wait until the transaction ends. */
export async function findRule(db: Queryable, workspaceId: string, id: string, options: { lock: boolean } = { lock: false }) {
  const query = db.select().from(alertRules).where(and(eq(alertRules.workspaceId, workspaceId), eq(alertRules.id, id)));
  const [row] = await (options.lock ? query.for("update") : query);
  return row ?? null;
}

export async function insertRule(db: Queryable, row: typeof alertRules.$inferInsert) {
  return (await db.insert(alertRules).values(row).returning())[0];
}

export async function updateRuleRow(db: Queryable, workspaceId: string, id: string, change: Partial<typeof alertRules.$inferInsert>) {
  return (await db.update(alertRules).set({ ...change, updatedAt: sql`now()` }).where(and(eq(alertRules.workspaceId, workspaceId), eq(alertRules.id, id))).returning())[0];
}

/** With its alerts and what was told about them. */
export async function deleteRuleRow(db: Queryable, workspaceId: string, id: string): Promise<boolean> {
  return (await db.delete(alertRules).where(and(eq(alertRules.workspaceId, workspaceId), eq(alertRules.id, id))).returning({ id: alertRules.id })).length > 0;
}

/** Ends, without a word, what a rule no longer watches. */
export async function endUnwatched(db: Queryable, workspaceId: string, ruleId: string, watched: readonly string[]): Promise<void> {
  const isLeft = watched.length === 0 ? undefined : sql`${alerts.flowId} <> all (array[${sql.join(watched.map((id) => sql`${id}`), sql`, `)}]::text[])`;
  await db.update(alerts).set({ state: "over", endedAt: sql`now()`, endedBy: "rule_changed", told: null, recent: [] }).where(and(eq(alerts.workspaceId, workspaceId), eq(alerts.ruleId, ruleId), ne(alerts.state, "over"), isLeft));
}

const shown = { alert: alerts, flowName: flows.name, ruleName: alertRules.name };
export interface ShownAlert {
  alert: AlertRow;
  flowName: string;
  ruleName: string;
}

/** Newest first; `before` is the id of the last one of the page before. */
export async function pageOfAlerts(db: Queryable, workspaceId: string, state: "open" | "over", flow: string | undefined, before: string | undefined, limit: number): Promise<ShownAlert[]> {
  return await db
    .select(shown)
    .from(alerts)
    .innerJoin(flows, and(eq(flows.workspaceId, alerts.workspaceId), eq(flows.id, alerts.flowId)))
    .innerJoin(alertRules, eq(alertRules.id, alerts.ruleId))
    .where(and(eq(alerts.workspaceId, workspaceId), eq(alerts.state, state), isNotNull(alerts.openedAt), flow === undefined ? undefined : eq(alerts.flowId, flow), before === undefined ? undefined : lt(alerts.id, before)))
    .orderBy(desc(alerts.id))
    .limit(limit);
}

/** `lock`: other changes of it wait until the transaction ends. */
export async function findAlert(db: Queryable, workspaceId: string, id: string, options: { lock: boolean } = { lock: false }): Promise<ShownAlert | null> {
  const query = db
    .select(shown)
    .from(alerts)
    .innerJoin(flows, and(eq(flows.workspaceId, alerts.workspaceId), eq(flows.id, alerts.flowId)))
    .innerJoin(alertRules, eq(alertRules.id, alerts.ruleId))
    .where(and(eq(alerts.workspaceId, workspaceId), eq(alerts.id, id), isNotNull(alerts.openedAt)));
  const [row] = await (options.lock ? query.for("update", { of: alerts }) : query);
  return row ?? null;
}

/** Open ones about failures of one cause, locked. */
export async function openFailureAlerts(db: Queryable, workspaceId: string, flowId: string, group: string): Promise<AlertRow[]> {
  return await db
    .select()
    .from(alerts)
    .where(and(eq(alerts.workspaceId, workspaceId), eq(alerts.flowId, flowId), eq(alerts.groupKey, group), eq(alerts.what, "failed"), eq(alerts.state, "open")))
    .for("update");
}

export async function setMuted(db: Queryable, workspaceId: string, id: string, muted: { mutedAt: Date | null; mutedBy: string | null }): Promise<void> {
  await db.update(alerts).set(muted).where(and(eq(alerts.workspaceId, workspaceId), eq(alerts.id, id)));
}

/** What was told about these alerts, oldest first. */
export async function noticesOf(db: Queryable, workspaceId: string, alertIds: readonly string[]): Promise<AlertNoticeRow[]> {
  if (alertIds.length === 0) return [];
  return await db.select().from(alertNotices).where(and(eq(alertNotices.workspaceId, workspaceId), inArray(alertNotices.alertId, [...alertIds]))).orderBy(asc(alertNotices.id));
}

/** The newest tries of a rule. */
export async function triesOf(db: Queryable, workspaceId: string, ruleIds: readonly string[], limit: number): Promise<AlertNoticeRow[]> {
  if (ruleIds.length === 0) return [];
  return await db.select().from(alertNotices).where(and(eq(alertNotices.workspaceId, workspaceId), inArray(alertNotices.ruleId, [...ruleIds]), isNull(alertNotices.alertId))).orderBy(desc(alertNotices.id)).limit(limit);
}

/** When mail was sent last, and the newest failure that is not made good; of the whole instance, for its admin. */
export async function mailState(db: Queryable): Promise<{ lastSentAt: Date | null; lastError: { error: string; at: Date } | null }> {
  const [sent] = await db.select({ at: alertNotices.sentAt }).from(alertNotices).where(and(eq(alertNotices.channel, "email"), isNotNull(alertNotices.sentAt))).orderBy(desc(alertNotices.sentAt)).limit(1);
  const [failed] = await db
    .select({ error: alertNotices.error, at: alertNotices.nextAt, gaveUpAt: alertNotices.gaveUpAt })
    .from(alertNotices)
    .where(and(eq(alertNotices.channel, "email"), isNotNull(alertNotices.error), isNull(alertNotices.sentAt)))
    .orderBy(desc(alertNotices.id))
    .limit(1);
  return { lastSentAt: sent?.at ?? null, lastError: failed && failed.error !== null ? { error: failed.error, at: failed.gaveUpAt ?? failed.at } : null };
}

/** Published flows that an alert can start: by hand, by another flow, by an event. */
export async function flowsTakingAlerts(db: Queryable, workspaceId: string): Promise<{ id: string; name: string }[]> {
  return await db
    .select({ id: flows.id, name: flows.name })
    .from(subscriptions)
    .innerJoin(flows, and(eq(flows.workspaceId, subscriptions.workspaceId), eq(flows.id, subscriptions.flowId)))
    .where(and(eq(subscriptions.workspaceId, workspaceId), isNull(flows.deletedAt), inArray(subscriptions.kind, ["manual", "call", "event"])))
    .orderBy(asc(flows.name), asc(flows.id))
    .limit(500);
}

/** Names of flows of one workspace that are there. */
export async function flowNames(db: Queryable, workspaceId: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.select({ id: flows.id, name: flows.name }).from(flows).where(and(eq(flows.workspaceId, workspaceId), isNull(flows.deletedAt), inArray(flows.id, [...new Set(ids)])));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** How many alerts of each rule are open. */
export async function countOpen(db: Queryable, workspaceId: string): Promise<Map<string, number>> {
  const rows = await db.select({ rule: alerts.ruleId, total: count() }).from(alerts).where(and(eq(alerts.workspaceId, workspaceId), eq(alerts.state, "open"))).groupBy(alerts.ruleId);
  return new Map(rows.map(({ rule, total }) => [rule, total]));
}
