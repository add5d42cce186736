import { createHash } from "node:crypto";
import { enqueueRuns } from "./enqueue.ts";
import type { EngineEvent } from "./event-text.ts";
import { isStartedBy, type RegisteredFunction } from "./registration.ts";
import { runStatement, type Queryable } from "./store/statement.ts";

const text = `
INSERT INTO engine.starts (function_id, event_id) SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT DO NOTHING RETURNING function_id AS "functionId", event_id AS "eventId"`;

/** Starts every function that the events trigger, each at most once an event id; returns the number of runs. */
export async function startByEvents(
  client: Queryable,
  functions: Iterable<RegisteredFunction>,
  events: readonly EngineEvent[],
  group: string,
): Promise<number> {
  const starts = [...functions].flatMap((registered) =>
    events.filter((event) => isStartedBy(registered, event)).map((event) => ({ functionId: registered.id, event })),
  );
  if (starts.length === 0) return 0;
  const values = [starts.map(({ functionId }) => functionId), starts.map(({ event }) => event.id)];
  const fresh = await runStatement<{ functionId: string; eventId: string }>(client, { name: "engine-start", text, values });
  const first = new Map(starts.toReversed().map((start) => [`${start.functionId}\n${start.event.id}`, start.event]));
  const runs = fresh.flatMap(({ functionId, eventId }) => {
    const event = first.get(`${functionId}\n${eventId}`);
    return event === undefined ? [] : [{ id: derivedRunId(functionId, eventId), functionId, event, group }];
  });
  await enqueueRuns(client, runs);
  return runs.length;
}

/** Event ids are free text; a run's id stands in paths. */
function derivedRunId(functionId: string, eventId: string): string {
  return createHash("sha256").update(`${functionId}\n${eventId}`).digest("hex").slice(0, 32);
}
