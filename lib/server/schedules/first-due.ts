import type { Queryable } from "#db/client.ts";
import { findSubscription, type NewSubscription } from "#db/queries/flows.ts";
import { databaseNow } from "#db/queries/schedules.ts";
import { occurrencesOf } from "#lib/flow/schedule/occurrences-of.ts";
import { readFiringRule } from "#lib/flow/schedule/read-firing-rule.ts";
import type { Schedule } from "#lib/flow/schedule/schedule.ts";

/** In one spelling, so that the same text is the same schedule; null for other triggers. */
function scheduleOf({ kind, settings }: Pick<NewSubscription, "kind" | "settings">): Schedule | null {
  if (kind !== "schedule") return null;
  const read = readFiringRule(settings);
  return read.ok ? read.value.schedule : null;
}

/**
 * When a schedule that is being published is due first: one that has not changed goes on where it was, so that publishing
 * loses nothing and repeats nothing; another counts from now, by the database's clock. Null for other triggers.
 */
export async function firstDue(tx: Queryable, workspaceId: string, flowId: string, listening: Pick<NewSubscription, "kind" | "settings">): Promise<Date | null> {
  const schedule = scheduleOf(listening);
  if (!schedule) return null;
  const live = await findSubscription(tx, workspaceId, flowId);
  if (live?.nextAt && JSON.stringify(scheduleOf(live)) === JSON.stringify(schedule)) return live.nextAt;
  const next = occurrencesOf(schedule).next((await databaseNow(tx)).getTime());
  return next === null ? null : new Date(next);
}
