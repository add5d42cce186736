import type { PoolClient } from "pg";
import { databaseOn } from "#db/client.ts";
import { findEventReplay, updateEventReplay } from "#db/queries/event-replays.ts";
import { nextEvents } from "#db/queries/events.ts";
import { clock } from "../clock.ts";
import { runtime } from "../runtime.ts";
import { startHeld } from "../runs/start-held.ts";
import { transaction } from "../transaction.ts";
import { chooseTargets } from "./choose-targets.ts";
import { deliverAgain } from "./deliver-again.ts";

/** As many as fall due in a quarter of a second, so that a batch is short and a pause is heard soon. */
const batchMs = 250;
const mostAtOnce = 100;

/** Held until its transaction ends; what another worker holds is left to it. */
const due = `
select workspace_id as "workspaceId", id from event_replays
where status = 'running' and due_at <= clock_timestamp() order by due_at limit 1 for update skip locked`;

/** The next deliveries and the cursor behind them are one transaction: none is made twice, whatever ends this process. */
async function advanceOne(client: PoolClient): Promise<number | null> {
  const db = databaseOn(client);
  const [key] = (await client.query<{ workspaceId: string; id: string }>({ name: "due-event-replay", text: due })).rows;
  const replay = key && (await findEventReplay(db, key.workspaceId, key.id));
  if (!replay) return null;
  const { workspaceId, rate, cursor, upTo } = replay;
  const size = Math.min(mostAtOnce, Math.max(1, Math.round((rate * batchMs) / 1_000)));
  const next = await nextEvents(db, workspaceId, replay.name ?? undefined, { cursor, upTo }, size);
  const delivered = await deliverAgain(client, workspaceId, await chooseTargets(client, workspaceId, next, replay.flowId), replay.mode);
  const isOver = next.length < size;
  const change = { cursor: next.at(-1)?.id ?? cursor, looked: replay.looked + next.length, delivered: replay.delivered + delivered, ...(isOver ? { status: "done" as const, finishedAt: clock.date() } : {}) };
  await updateEventReplay(db, workspaceId, replay.id, change, (size / rate) * 1_000);
  return delivered;
}

/** Delivers the next ones of each replay that is due. Returns how many deliveries it made. */
export async function advanceEventReplays(): Promise<number> {
  let total = 0;
  for (;;) {
    const delivered = await transaction(advanceOne);
    if (delivered === null) break;
    total += delivered;
  }
  if (total > 0) {
    await startHeld();
    runtime().driver.wake();
  }
  return total;
}
