import { eventListeners, learntNames, namesOfFlows } from "#db/queries/events.ts";
import type { EventName } from "#lib/contracts/events.schema.ts";
import { matchesName } from "#lib/flow/event-name.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { sourceAnswer } from "./event-answer.ts";

/** Names that came, the latest first, then those that somebody listens to and that never came. */
export async function listEventNames(context: WorkspaceContext): Promise<{ names: EventName[] }> {
  demand(context, "events:read");
  const workspaceId = context.workspace.id;
  const [learnt, listening] = await Promise.all([learntNames(database(), workspaceId), eventListeners(database(), workspaceId)]);
  const listeners = listening.map(({ id, name, key, settings, status }) => ({ id, name, status, pattern: typeof settings["name"] === "string" ? settings["name"] : key, filtered: settings["filter"] !== undefined }));
  const publishing = await namesOfFlows(database(), workspaceId, learnt.flatMap(({ sources }) => sources.flatMap((source) => sourceAnswer(source).flow ?? [])));
  const came = learnt.map((row): EventName => ({
    name: row.name, seen: row.seen, firstAt: row.firstAt.toISOString(), lastAt: row.lastAt.toISOString(),
    sources: row.sources.map(sourceAnswer),
    publishers: publishing.filter(({ id }) => row.sources.includes(`flow:${id}`)),
    subscribers: listeners.filter(({ pattern }) => matchesName(pattern, row.name)),
    shape: Object.entries(row.shape.paths).map(([path, { type, seen }]) => ({ path, type, always: seen === row.shape.looked })), looked: row.shape.looked,
    drift: row.drift,
  }));
  const unheard = [...Map.groupBy(listeners.filter(({ pattern }) => !learnt.some(({ name }) => matchesName(pattern, name))), ({ pattern }) => pattern)];
  return {
    names: [...came, ...unheard.map(([name, subscribers]): EventName => ({ name, seen: 0, firstAt: null, lastAt: null, sources: [], publishers: [], subscribers, shape: [], looked: 0, drift: [] }))],
  };
}
