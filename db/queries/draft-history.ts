import { and, desc, eq, gte, lte, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { draftHistory } from "../schema/flows.ts";

export type DraftRow = typeof draftHistory.$inferSelect;

/** How many stretches a flow keeps. */
const kept = 100;

const ofFlow = (workspaceId: string, flowId: string) => and(eq(draftHistory.workspaceId, workspaceId), eq(draftHistory.flowId, flowId));

/**
 * Notes a saved draft: in the stretch of the save before, if the same person made it within ten minutes and nothing was
 * published from it, else in a new one.
 */
export async function noteDraft(db: Queryable, row: { workspaceId: string; flowId: string; revision: number; document: unknown; savedBy: string; publishedRevision: number | null }): Promise<void> {
  const { workspaceId, flowId, revision, document, savedBy, publishedRevision } = row;
  const joined = revision - 1 === publishedRevision ? [] : await db
    .update(draftHistory)
    .set({ revision, document, savedAt: sql`now()` })
    .where(and(ofFlow(workspaceId, flowId), eq(draftHistory.revision, revision - 1), eq(draftHistory.savedBy, savedBy), gte(draftHistory.savedAt, sql`now() - interval '10 minutes'`), gte(draftHistory.beganAt, sql`now() - interval '30 minutes'`)))
    .returning({ revision: draftHistory.revision });
  if (joined.length > 0) return;
  await db.insert(draftHistory).values({ workspaceId, flowId, firstRevision: revision, revision, document, savedBy });
  const oldest = db.select({ first: draftHistory.firstRevision }).from(draftHistory).where(ofFlow(workspaceId, flowId)).orderBy(desc(draftHistory.firstRevision)).offset(kept).limit(1);
  await db.delete(draftHistory).where(and(ofFlow(workspaceId, flowId), lte(draftHistory.firstRevision, oldest)));
}

/** Newest first, without their documents. */
export async function draftsOf(db: Queryable, workspaceId: string, flowId: string): Promise<Omit<DraftRow, "document" | "workspaceId" | "flowId">[]> {
  const { firstRevision, revision, savedBy, beganAt, savedAt } = draftHistory;
  return await db.select({ firstRevision, revision, savedBy, beganAt, savedAt }).from(draftHistory).where(ofFlow(workspaceId, flowId)).orderBy(desc(firstRevision));
}

export async function findDraft(db: Queryable, workspaceId: string, flowId: string, revision: number): Promise<DraftRow | undefined> {
  return (await db.select().from(draftHistory).where(and(ofFlow(workspaceId, flowId), eq(draftHistory.revision, revision))))[0];
}
