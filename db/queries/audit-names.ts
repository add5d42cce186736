import { and, eq, inArray, or, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { alertRules } from "../schema/alerts.ts";
import { users } from "../schema/auth.ts";
import { connections } from "../schema/connections.ts";
import { flows, flowVersions } from "../schema/flows.ts";
import { runs } from "../schema/runs.ts";
import { templates } from "../schema/templates.ts";
import { apiKeys } from "../schema/workspaces.ts";

export interface AuditName {
  id: string;
  name: string;
  /** Whether it is still there to be opened. */
  there: boolean;
}

const starting = (ids: readonly string[], prefix: string) => ids.filter((id) => id.startsWith(`${prefix}_`));

/** What the ids of a page of the audit log stand for; a run has the name of its flow. Unknown ones are left out. */
export async function namesForAudit(db: Queryable, workspaceId: string, ids: readonly string[]): Promise<AuditName[]> {
  const [ofFlow, ofRun, ofConnection, ofRule, ofKey, ofUser, ofTemplate] = ["flow", "run", "conn", "alr", "key", "usr", "tmpl"].map((prefix) => starting(ids, prefix)) as [string[], string[], string[], string[], string[], string[], string[]];
  const none: [] = [];
  const [flowRows, runRows, connectionRows, ruleRows, keyRows, userRows, templateRows] = await Promise.all([
    ofFlow.length === 0 ? none : db.select({ id: flows.id, name: flows.name, deletedAt: flows.deletedAt }).from(flows).where(and(eq(flows.workspaceId, workspaceId), inArray(flows.id, ofFlow))),
    ofRun.length === 0 ? none : db.select({ id: runs.id, name: flows.name }).from(runs).innerJoin(flows, and(eq(flows.workspaceId, runs.workspaceId), eq(flows.id, runs.flowId))).where(and(eq(runs.workspaceId, workspaceId), inArray(runs.id, ofRun))),
    ofConnection.length === 0 ? none : db.select({ id: connections.id, name: connections.name }).from(connections).where(and(eq(connections.workspaceId, workspaceId), inArray(connections.id, ofConnection))),
    ofRule.length === 0 ? none : db.select({ id: alertRules.id, name: alertRules.name }).from(alertRules).where(and(eq(alertRules.workspaceId, workspaceId), inArray(alertRules.id, ofRule))),
    ofKey.length === 0 ? none : db.select({ id: apiKeys.id, name: apiKeys.name }).from(apiKeys).where(and(eq(apiKeys.workspaceId, workspaceId), inArray(apiKeys.id, ofKey))),
    ofUser.length === 0 ? none : db.select({ id: users.id, name: users.name }).from(users).where(inArray(users.id, ofUser)),
    ofTemplate.length === 0 ? none : db.select({ id: templates.id, name: sql<string>`${templates.card}->>'name'`, goneAt: templates.withdrawnAt }).from(templates).where(and(eq(templates.workspaceId, workspaceId), inArray(templates.id, ofTemplate))),
  ]);
  return [
    ...flowRows.map(({ id, name, deletedAt }) => ({ id, name, there: deletedAt === null })),
    ...templateRows.map(({ id, name, goneAt }) => ({ id, name, there: goneAt === null })),
    ...[...runRows, ...connectionRows, ...ruleRows, ...keyRows, ...userRows].map((row) => ({ ...row, there: true })),
  ];
}

/** Messages of published versions, as they read now, by `flow version`. */
export async function messagesOf(db: Queryable, workspaceId: string, versions: readonly { flow: string; number: number }[]): Promise<Map<string, string>> {
  if (versions.length === 0) return new Map();
  const found = await db.select({ flow: flowVersions.flowId, number: flowVersions.number, message: flowVersions.message }).from(flowVersions)
    .where(and(eq(flowVersions.workspaceId, workspaceId), or(...versions.map(({ flow, number }) => and(eq(flowVersions.flowId, flow), eq(flowVersions.number, number))))));
  return new Map(found.map(({ flow, number, message }) => [`${flow} ${number}`, message]));
}
