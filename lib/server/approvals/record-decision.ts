import type { PoolClient } from "pg";
import type { JsonObject } from "#lib/json.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { runtime } from "../runtime.ts";

// The run comes first, as wherever a run and its waits are written, so that two writers never wait for each other.
const statement = `
with held as (
  select id, part, bucket from runs where workspace_id = $1 and id = $2 and status in ('queued', 'running', 'waiting') for update
), decided as (
  update waits w set status = 'resolved', result = $4, resolved_at = clock_timestamp() from held
  where w.workspace_id = $1 and w.run_id = held.id and w.id = $3 and w.status = 'open' and (w.expires_at is null or w.expires_at > clock_timestamp())
  returning w.run_id
), kept as (
  insert into payloads (bucket, workspace_id, hash, codec, size, body) select held.bucket, $1, $4, $5, $6, $7 from held, decided on conflict do nothing
)
update runs r set signals = signals + 1 from decided where r.workspace_id = $1 and r.id = decided.run_id
returning r.id as "runId", r.part`;

/**
 * Stores a decision and wakes its run in the caller's transaction. False when another one, the end of its time or of
 * its run came first: exactly one of them ends a wait.
 */
export async function recordDecision(client: PoolClient, workspaceId: string, runId: string, waitId: string, result: JsonObject): Promise<boolean> {
  const packed = packPayload(result);
  const woken = await client.query<{ runId: string; part: number }>({
    name: "decide-wait", text: statement, values: [workspaceId, runId, waitId, packed.hash, packed.codec, packed.size, packed.body],
  });
  await runtime().driver.wakeRuns(client, workspaceId, woken.rows);
  return woken.rows.length > 0;
}
