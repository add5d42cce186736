import type { ClientBase } from "pg";
import type { RunError } from "#lib/flow/run-error.ts";
import { failureFingerprint } from "../runs/failure-fingerprint.ts";

const statement = `
with ended as (
  update runs set status = 'failed', error = $2, fingerprint = $3, fence = fence + 1, finished_at = clock_timestamp()
  where id = $1 and status in ('queued', 'running', 'waiting')
  returning workspace_id, id, bucket
), steps as (
  update step_runs s set status = 'failed', error = $2, finished_at = clock_timestamp()
  from ended where s.bucket = ended.bucket and s.workspace_id = ended.workspace_id and s.run_id = ended.id and s.status in ('running', 'waiting')
), tries as (
  update attempts a set status = 'abandoned', finished_at = clock_timestamp()
  from ended where a.bucket = ended.bucket and a.workspace_id = ended.workspace_id and a.run_id = ended.id and a.status = 'running'
), left_open as (
  update effects e set status = 'unknown', settled_at = clock_timestamp()
  from ended where e.workspace_id = ended.workspace_id and e.run_id = ended.id and e.status = 'sent'
), closed as (
  update waits w set status = 'cancelled', resolved_at = clock_timestamp()
  from ended where w.workspace_id = ended.workspace_id and w.run_id = ended.id and w.status = 'open'
)
select workspace_id from ended`;

/**
 * Ends a run that its executor gave up on, so that none is left running; a run that is final stays as it is.
 * Returns its workspace, or null when nothing changed.
 */
export async function failRun(client: Pick<ClientBase, "query">, runId: string, error: RunError): Promise<string | null> {
  const ended = await client.query<{ workspace_id: string }>({ name: "fail-run", text: statement, values: [runId, JSON.stringify(error), failureFingerprint(error)] });
  return ended.rows[0]?.workspace_id ?? null;
}
