import type { Pool } from "pg";
import type { Memo } from "./memo.ts";
import { runStatement } from "./statement.ts";
import type { JobRef } from "./take-job.ts";

const text = `
WITH run AS (
  SELECT id, memoised FROM engine.runs WHERE id = $1 AND status = 'running' FOR UPDATE
), job AS (
  UPDATE engine.jobs j SET attempt = 0, crashes = 0 FROM run WHERE j.run_id = run.id AND j.key = $2 AND j.fence = $3 RETURNING j.run_id
), fresh AS (
  INSERT INTO engine.steps (run_id, id, place, memo)
  SELECT run.id, m.id, run.memoised + m.place, m.memo
  FROM job JOIN run ON run.id = job.run_id, unnest($4::text[], $5::text[]) WITH ORDINALITY AS m(id, memo, place)
  ON CONFLICT DO NOTHING RETURNING octet_length(memo) AS size
), tally AS (
  UPDATE engine.runs r SET memoised = r.memoised + (SELECT count(*) FROM fresh)::int, state_bytes = r.state_bytes + (SELECT coalesce(sum(size), 0) FROM fresh)
  FROM job WHERE r.id = job.run_id
)
SELECT EXISTS (SELECT 1 FROM job) AS held`;

/** Memoises steps of a call that is still open and restarts its count of attempts; false: another holds the job by now. */
export async function saveCheckpoint(pool: Pool, job: JobRef, memos: readonly Memo[]): Promise<boolean> {
  const rows = await runStatement<{ held: boolean }>(pool, {
    name: "engine-checkpoint",
    text,
    values: [job.runId, job.key, job.fence, memos.map(({ id }) => id), memos.map(({ memo }) => memo)],
  });
  return rows[0]?.held === true;
}
