import type { Queryable } from "#db/client.ts";
import { findSubscription, type NewSubscription } from "#db/queries/flows.ts";
import { databaseNow } from "#db/queries/schedules.ts";
import { keptPoll } from "./poll-settings.ts";

/** When a poll that is being published asks first: at once, or when it would have anyway. Null for other triggers. */
export async function firstPoll(tx: Queryable, workspaceId: string, flowId: string, listening: Pick<NewSubscription, "kind" | "settings">): Promise<Date | null> {
  const poll = listening.kind === "poll" ? keptPoll(listening.settings) : null;
  if (!poll) return null;
  const now = await databaseNow(tx);
  const live = await findSubscription(tx, workspaceId, flowId);
  if (live?.kind !== "poll" || !live.nextAt) return now;
  return new Date(Math.min(live.nextAt.getTime(), now.getTime() + poll.everyMs));
}
