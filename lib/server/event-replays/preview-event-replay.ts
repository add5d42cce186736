import { countEvents, namesOfFlows, newestDeliveries, pageOfEvents } from "#db/queries/events.ts";
import type { AnswerOf, InputOf } from "#lib/contracts/contract.ts";
import type { previewEventReplay as contract } from "#lib/contracts/events.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { runtime } from "../runtime.ts";
import { chooseTargets } from "./choose-targets.ts";
import { replayRange } from "./replay-range.ts";

const most = 1_000;

/** What a replay would deliver, before it does. */
export async function previewEventReplay(context: WorkspaceContext, input: InputOf<typeof contract>): Promise<AnswerOf<typeof contract>> {
  demand(context, "events:read");
  const workspaceId = context.workspace.id;
  await replayRange(database(), workspaceId, input);
  const { event, name, since, until, flow } = input;
  const filter = event === undefined ? { name, since, until } : { id: event };
  const [count, rows] = await Promise.all([countEvents(database(), workspaceId, filter), pageOfEvents(database(), workspaceId, filter, undefined, most)]);
  const again = await chooseTargets(runtime().pool, workspaceId, rows, flow ?? null);
  const before = new Set((await newestDeliveries(database(), workspaceId, rows.map(({ id }) => id))).flatMap(({ eventId, flowId, runId }) => (runId === null ? [] : [`${eventId} ${flowId}`])));
  const pairs = again.flatMap(({ event: { id }, targets }) => targets.map(({ flowId }) => ({ flowId, had: before.has(`${id} ${flowId}`) })));
  const byFlow = Map.groupBy(pairs, ({ flowId }) => flowId);
  const names = await namesOfFlows(database(), workspaceId, [...byFlow.keys()]);
  return {
    events: count.events,
    deliveries: names.map(({ id, name: called }) => ({ id, name: called, count: byFlow.get(id)?.length ?? 0, before: byFlow.get(id)?.filter(({ had }) => had).length ?? 0 })),
    more: count.events > rows.length,
  };
}
