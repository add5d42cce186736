import { countEvents } from "#db/queries/events.ts";
import { findFlow } from "#db/queries/flows.ts";
import type { Queryable } from "#db/client.ts";
import { idAt } from "#lib/ids.ts";
import { flowNotFound } from "../flows/flow-answer.ts";

/** Which events are meant: one, or those of a name in a time. */
export interface Range {
  event?: string | undefined;
  name?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  flow?: string | undefined;
}

/** The range between two ids, and how many there are now. @throws AppError not_found for a flow that is not there. */
export async function replayRange(db: Queryable, workspaceId: string, { event, name, since, until, flow }: Range): Promise<{ total: number; cursor: string; upTo: string }> {
  if (flow !== undefined && !(await findFlow(db, workspaceId, flow))) throw flowNotFound();
  const found = await countEvents(db, workspaceId, event === undefined ? { name, since, until } : { id: event });
  // An id begins with each of its beginnings, and sorts after them.
  const cursor = event === undefined ? (since === undefined ? "" : idAt("event", Date.parse(since))) : event.slice(0, -1);
  return { total: found.events, cursor, upTo: found.newest ?? "" };
}
