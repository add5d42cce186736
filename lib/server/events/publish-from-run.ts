import type { Publication, Published } from "#lib/connectors/define.ts";
import { StepError } from "#lib/connectors/step-error.ts";
import { eventNamePattern, isReservedName } from "#lib/flow/event-name.ts";
import { newId } from "#lib/ids.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { matchSubscribers } from "./match-subscribers.ts";
import { storeEvents } from "./store-events.ts";

/** From event to event by way of runs (SEMANTICS graph-7). */
const hopsAtMost = 16;

/** Through callers and replays back to the event that began it. */
const hopsOfRun = `
with recursive back as (
  select id, event_id, coalesce(parent_run_id, replay_of) as before, 1 as n from runs where workspace_id = $1 and id = $2
  union all
  select r.id, r.event_id, coalesce(r.parent_run_id, r.replay_of), b.n + 1 from back b join runs r on r.workspace_id = $1 and r.id = b.before
  where b.event_id is null and b.n < 100
)
select coalesce(max(e.hops) + 1, 0)::int as hops from back b join events e on e.workspace_id = $1 and e.id = b.event_id`;

const first = "select id from events where workspace_id = $1 and source = $2 and dedupe_id = $3";

/**
 * Publishes what a step wants published: once for each dedupe id, whoever repeats it, so that a step which is tried again
 * publishes one event (SEMANTICS step-4, event-3).
 * @throws StepError for a name that cannot be, and `event_loop` past 16 hops.
 */
export async function publishFromRun(run: { workspaceId: string; flowId: string; runId: string }, { name, id: dedupeId, data }: Publication): Promise<Published> {
  const { workspaceId, flowId, runId } = run;
  if (!eventNamePattern.test(name)) throw new StepError("validation", "event_name", `“${name.slice(0, 100)}” cannot be an event's name. Name it like order/paid.`);
  if (isReservedName(name)) throw new StepError("validation", "event_name", "Names that start with millrace/ are for events of Millrace itself. Choose another name.");
  const id = newId("event");
  const source = `flow:${flowId}`;
  const outcome = await transaction(async (client) => {
    const found = await client.query<{ hops: number }>({ name: "hops-of-run", text: hopsOfRun, values: [workspaceId, runId] });
    const hops = found.rows[0]?.hops ?? 0;
    if (hops > hopsAtMost) throw new StepError("fatal", "event_loop", `This event is the ${hops}th in a row that a flow publishes because of another. A flow seems to start itself: give its trigger a filter, or publish under another name.`);
    const event = { id, source, name, dedupeId, publisher: runId, hops, payload: packPayload({ id: dedupeId, name, data, receivedAt: new Date().toISOString() }) };
    return await storeEvents(client, workspaceId, await matchSubscribers(client, workspaceId, [event]));
  });
  if (outcome.started + outcome.woken > 0) runtime().driver.wake();
  if (outcome.stored.has(id)) return { event: id, duplicate: false };
  const before = await runtime().pool.query<{ id: string }>({ name: "event-before", text: first, values: [workspaceId, source, dedupeId] });
  return { event: before.rows[0]?.id ?? id, duplicate: true };
}
