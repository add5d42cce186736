import { type EngineEvent, eventText } from "./event-text.ts";
import { runStatement, type Queryable } from "./store/statement.ts";

export type NewRun = {
  /** The engine's run id; a second enqueue of an id that is still known does nothing. */
  id: string;
  functionId: string;
  event: EngineEvent;
  /** Groups share the executor fairly, whatever the length of their queues. */
  group: string;
  /** Seconds by which the run counts as older than it is, within its group; negative makes it wait. */
  priority?: number;
};

const text = `
WITH input AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[]) WITH ORDINALITY AS i(id, function_id, group_id, event, priority, place)
), made AS (
  INSERT INTO engine.runs (id, function_id, group_id, event)
  SELECT id, function_id, group_id, event FROM input ON CONFLICT DO NOTHING RETURNING id
)
INSERT INTO engine.jobs (run_id, key, group_id, kind, due_at)
SELECT i.id, 'd0', i.group_id, 'discover', clock_timestamp() - i.priority * interval '1 second'
FROM input i JOIN made USING (id) ORDER BY i.place ON CONFLICT DO NOTHING`;

/**
 * Adds runs in the caller's own transaction: they exist if, and only if, it commits. One statement, whatever the number.
 * Call `executor.wake()` or a waker after the commit; without it the runs start within the poll interval.
 */
export async function enqueueRuns(client: Queryable, runs: readonly NewRun[]): Promise<void> {
  if (runs.length === 0) return;
  await runStatement(client, {
    name: "engine-enqueue",
    text,
    values: [
      runs.map((run) => run.id),
      runs.map((run) => run.functionId),
      runs.map((run) => run.group),
      runs.map((run) => eventText(run.event)),
      runs.map((run) => run.priority ?? 0),
    ],
  });
}
