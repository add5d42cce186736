import type { Pool } from "pg";
import type { Memo } from "./memo.ts";
import { inTransaction, runStatement } from "./statement.ts";
import { takeJob, type JobRef } from "./take-job.ts";

export type PlannedJob = {
  /** `wait` is a timer that a wake ends early. */
  kind: "step" | "timer" | "wait";
  stepId: string;
  due: Due;
  parallel: boolean;
  race: boolean;
};

/** A delay in milliseconds, or an instant as ISO text; both are read on the database's clock. */
export type Due = { afterMs: number } | { at: string };

export type Advance = {
  job: JobRef & { kind: "discover" | "step" | "timer" | "wait"; stackAt: number; race: boolean };
  requestVersion: number;
  memos: Memo[];
  planned: PlannedJob[];
};

const text = `
WITH fresh AS (
  INSERT INTO engine.steps (run_id, id, place, memo)
  SELECT $1, m.id, $2 + m.place, m.memo FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS m(id, memo, place)
  ON CONFLICT DO NOTHING RETURNING octet_length(memo) AS size
), planned AS (
  INSERT INTO engine.jobs (run_id, key, group_id, kind, step_id, due_at, stack_at, parallel, race)
  SELECT $1, 's' || p.step_id, $5, p.kind, p.step_id, CASE WHEN $16 AND p.kind = 'wait' THEN clock_timestamp() ELSE coalesce(p.at::timestamptz, clock_timestamp() + p.after_ms * interval '1 millisecond') END, $6, p.parallel, p.race
  FROM unnest($7::text[], $8::text[], $9::float8[], $10::text[], $11::boolean[], $12::boolean[]) AS p(kind, step_id, after_ms, at, parallel, race)
  WHERE NOT EXISTS (SELECT 1 FROM engine.steps s WHERE s.run_id = $1 AND s.id = p.step_id)
  ON CONFLICT DO NOTHING RETURNING 1
), tally AS (
  SELECT $2 + (SELECT count(*) FROM fresh)::int AS memoised, $13 + (SELECT count(*) FROM planned)::int AS pending,
    (SELECT coalesce(sum(size), 0) FROM fresh) AS bytes
), run AS (
  UPDATE engine.runs r SET memoised = t.memoised, pending = t.pending, state_bytes = r.state_bytes + t.bytes, request_version = $14,
    woken = r.woken AND NOT ('wait' = ANY($7::text[]))
  FROM tally t WHERE r.id = $1
)
INSERT INTO engine.jobs (run_id, key, group_id, kind, stack_at)
SELECT $1, 'd' || t.memoised, $5, 'discover', t.memoised FROM tally t WHERE t.pending = 0 OR $15
ON CONFLICT DO NOTHING`;

/**
 * Stores results, deletes the job and adds what follows, in one transaction; false means the outcome was stale.
 * A discovery follows when no job of the wave is left, after a racing job, and after a step that a discovery ran itself.
 */
export async function advanceRun(pool: Pool, advance: Advance): Promise<boolean> {
  const { job, memos, planned } = advance;
  return inTransaction(pool, async (client) => {
    const run = await takeJob(client, job);
    if (run === null) return false;
    const pending = job.kind === "discover" ? run.pending : run.pending - 1;
    const discoverAnyway = job.race || (job.kind === "discover" && memos.length > 0 && planned.length === 0);
    await runStatement(client, {
      name: "engine-advance",
      text,
      values: [
        job.runId,
        run.memoised,
        memos.map(({ id }) => id),
        memos.map(({ memo }) => memo),
        run.groupId,
        job.stackAt,
        planned.map(({ kind }) => kind),
        planned.map(({ stepId }) => stepId),
        planned.map(({ due }) => ("afterMs" in due ? due.afterMs : 0)),
        planned.map(({ due }) => ("at" in due ? due.at : null)),
        planned.map(({ parallel }) => parallel),
        planned.map(({ race }) => race),
        pending,
        advance.requestVersion,
        discoverAnyway,
        run.woken,
      ],
    });
    return true;
  });
}
