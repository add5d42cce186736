import { namesOfFlows, newestDeliveries, pageOfEvents } from "#db/queries/events.ts";
import { runsById } from "#db/queries/runs.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { EventFilterInput, listEvents as contract } from "#lib/contracts/events.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { projectListed } from "../projection/project-runs.ts";
import { demandKeys } from "../runs/demand-keys.ts";
import { deliveryAnswer, eventAnswer, sourceAnswer } from "./event-answer.ts";
import { keysOfRuns } from "./keys-of-runs.ts";
import { searchEvents } from "./search-events.ts";

type Input = EventFilterInput & { text?: string | undefined; cursor?: string | undefined; limit: number };
type Answer = AnswerOf<typeof contract>;

/** Newest first, with the newest delivery at each flow. */
export async function listEvents(context: WorkspaceContext, input: Input): Promise<Answer> {
  demand(context, "events:read");
  // A sender's id may be an order's number.
  await demandKeys(context, { key: input.key ?? (input.id?.startsWith("evt_") === false ? input.id : undefined) ?? input.text });
  const workspaceId = context.workspace.id;
  const { cursor, limit, text, ...filter } = input;
  const searched = text === undefined ? null : await searchEvents(context, text, filter, cursor, limit);
  const rows = searched?.rows ?? (await pageOfEvents(database(), workspaceId, filter, cursor, limit + 1));
  const page = rows.slice(0, limit);
  const delivered = await newestDeliveries(database(), workspaceId, page.map((row) => row.id));
  const byEvent = Map.groupBy(delivered, (delivery) => delivery.eventId);
  const runs = (await runsById(database(), workspaceId, [...new Set(delivered.flatMap(ownRun))])).filter(({ keys }) => keys !== null);
  const project = await projectListed(context, runs);
  const runOf = new Map(runs.map((run) => [run.id, run]));
  const flowsOf = async (ids: readonly (string | null)[]) => await namesOfFlows(database(), workspaceId, ids.filter((id) => id !== null));
  return {
    events: page.map((row) => {
      const own = byEvent.get(row.id) ?? [];
      return { ...eventAnswer(row), deliveries: own.map(deliveryAnswer), keys: keysOfRuns(own.flatMap(ownRun).flatMap((id) => runOf.get(id) ?? []), project) };
    }),
    flows: await flowsOf(delivered.map(({ flowId }) => flowId)), sources: await flowsOf(page.map(({ source }) => sourceAnswer(source).flow)),
    looked: searched && { events: searched.looked, closed: searched.closed, to: searched.to?.toISOString() ?? null },
    next: searched ? searched.next : rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

/** A run that one of a list started tells of the others as well. */
function ownRun({ runId, taken }: { runId: string | null; taken: string | null }): string[] {
  return runId === null || taken !== null ? [] : [runId];
}
