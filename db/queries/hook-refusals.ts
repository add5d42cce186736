import { and, eq, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { hookRefusals } from "#db/schema/hook-refusals.ts";

/** How many refused requests of a flow are kept to be looked at. */
export const lastRefusals = 20;

export interface FlowRefusals {
  workspaceId: string;
  flowId: string;
  count: number;
  /** The newest first. */
  recent: unknown[];
}

/** Counts refusals of several flows, and keeps their last ones. */
export async function addRefusals(db: Queryable, flows: readonly FlowRefusals[]): Promise<void> {
  if (flows.length === 0) return;
  await db.insert(hookRefusals).values([...flows]).onConflictDoUpdate({
    target: [hookRefusals.workspaceId, hookRefusals.flowId],
    set: {
      count: sql`${hookRefusals.count} + excluded.count`,
      recent: sql`(select jsonb_agg(item order by place) from jsonb_array_elements(excluded.recent || ${hookRefusals.recent}) with ordinality as all_of_them (item, place) where place <= ${lastRefusals})`,
    },
  });
}

export async function findRefusals(db: Queryable, workspaceId: string, flowId: string): Promise<typeof hookRefusals.$inferSelect | null> {
  const [row] = await db.select().from(hookRefusals).where(and(eq(hookRefusals.workspaceId, workspaceId), eq(hookRefusals.flowId, flowId)));
  return row ?? null;
}
