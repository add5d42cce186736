import { and, asc, count, desc, eq, inArray, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { hookCaptures, samples, stepMocks } from "../schema/samples.ts";

export type SampleRow = typeof samples.$inferSelect;
export type MockRow = typeof stepMocks.$inferSelect;
export type CaptureRow = typeof hookCaptures.$inferSelect;

/** Of a flow, or of one of its steps; newest first. */
export async function samplesOf(db: Queryable, workspaceId: string, flowId: string, node?: string): Promise<SampleRow[]> {
  return await db
    .select()
    .from(samples)
    .where(and(eq(samples.workspaceId, workspaceId), eq(samples.flowId, flowId), node === undefined ? undefined : eq(samples.nodeId, node)))
    .orderBy(desc(samples.id));
}

export async function samplesById(db: Queryable, workspaceId: string, flowId: string, ids: readonly string[]): Promise<SampleRow[]> {
  if (ids.length === 0) return [];
  return await db.select().from(samples).where(and(eq(samples.workspaceId, workspaceId), eq(samples.flowId, flowId), inArray(samples.id, [...new Set(ids)])));
}

export async function countSamples(db: Queryable, workspaceId: string, flowId: string, node: string): Promise<number> {
  const found = await db.select({ total: count() }).from(samples).where(and(eq(samples.workspaceId, workspaceId), eq(samples.flowId, flowId), eq(samples.nodeId, node)));
  return found[0]?.total ?? 0;
}

export async function insertSample(db: Queryable, sample: typeof samples.$inferInsert): Promise<SampleRow | undefined> {
  return (await db.insert(samples).values(sample).returning())[0];
}

export async function renameSample(db: Queryable, workspaceId: string, flowId: string, id: string, name: string): Promise<SampleRow | undefined> {
  return (await db.update(samples).set({ name }).where(and(eq(samples.workspaceId, workspaceId), eq(samples.flowId, flowId), eq(samples.id, id))).returning())[0];
}

/** Mocks that use it go with it. */
export async function deleteSample(db: Queryable, workspaceId: string, flowId: string, id: string): Promise<boolean> {
  const gone = await db.delete(samples).where(and(eq(samples.workspaceId, workspaceId), eq(samples.flowId, flowId), eq(samples.id, id))).returning({ id: samples.id });
  if (gone.length === 0) return false;
  await db.delete(stepMocks).where(and(eq(stepMocks.workspaceId, workspaceId), eq(stepMocks.flowId, flowId), eq(stepMocks.sampleId, id)));
  return true;
}

export async function mocksOf(db: Queryable, workspaceId: string, flowId: string): Promise<MockRow[]> {
  return await db.select().from(stepMocks).where(and(eq(stepMocks.workspaceId, workspaceId), eq(stepMocks.flowId, flowId))).orderBy(asc(stepMocks.nodeId));
}

export async function putMock(db: Queryable, mock: typeof stepMocks.$inferInsert): Promise<void> {
  const { kind, payload = null, sampleId = null, error = null, updatedBy } = mock;
  await db
    .insert(stepMocks)
    .values(mock)
    .onConflictDoUpdate({ target: [stepMocks.workspaceId, stepMocks.flowId, stepMocks.nodeId], set: { kind, payload, sampleId, error, updatedBy, updatedAt: sql`now()` } });
}

export async function deleteMock(db: Queryable, workspaceId: string, flowId: string, node: string): Promise<void> {
  await db.delete(stepMocks).where(and(eq(stepMocks.workspaceId, workspaceId), eq(stepMocks.flowId, flowId), eq(stepMocks.nodeId, node)));
}

/** The one of a flow, over or not; whether it is over is judged by the database's clock. */
export async function findCapture(db: Queryable, workspaceId: string, flowId: string): Promise<(CaptureRow & { isOpen: boolean }) | undefined> {
  const found = await db
    .select({ capture: hookCaptures, isOpen: sql<boolean>`${hookCaptures.remaining} > 0 and ${hookCaptures.endsAt} > clock_timestamp()` })
    .from(hookCaptures)
    .where(and(eq(hookCaptures.workspaceId, workspaceId), eq(hookCaptures.flowId, flowId)));
  return found[0] && { ...found[0].capture, isOpen: found[0].isOpen };
}

/** A new one takes the place of the one before. */
export async function putCapture(db: Queryable, capture: Omit<typeof hookCaptures.$inferInsert, "endsAt" | "remaining">, forSeconds: number): Promise<void> {
  const { nodeId, wanted, fingerprint, createdBy } = capture;
  const endsAt = sql<Date>`clock_timestamp() + make_interval(secs => ${forSeconds})`;
  await db
    .insert(hookCaptures)
    .values({ ...capture, remaining: wanted, endsAt })
    .onConflictDoUpdate({ target: [hookCaptures.workspaceId, hookCaptures.flowId], set: { nodeId, wanted, remaining: wanted, endsAt, fingerprint, createdBy, createdAt: sql`now()` } });
}

export async function endCapture(db: Queryable, workspaceId: string, flowId: string): Promise<void> {
  await db.update(hookCaptures).set({ endsAt: sql`clock_timestamp()` }).where(and(eq(hookCaptures.workspaceId, workspaceId), eq(hookCaptures.flowId, flowId)));
}
