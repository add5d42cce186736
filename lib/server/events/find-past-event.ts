import type { Pool } from "pg";
import { isJsonObject, type Json } from "#lib/json.ts";
import { unpackPayload } from "../payloads/pack-payload.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { matchHashAt } from "./match-hash.ts";

interface OpenWait {
  id: string;
  name: string;
  path: string | null;
  match: string | null;
  details: string | null;
  bucket: number;
}

/** Events looked at, oldest first: one that is further back is found by its own publisher. */
const looked = 5_000;

/** The run keeps a copy of its own: the event may go before it. */
const resolve = `
with resolved as (
  update waits w set status = 'resolved', result = $3, resolved_at = clock_timestamp() from runs r
  where w.workspace_id = $1 and w.id = $2 and w.status = 'open' and r.workspace_id = w.workspace_id and r.id = w.run_id
  returning r.bucket
), kept as (
  insert into payloads (bucket, workspace_id, hash, codec, size, body) select bucket, $1, $3, $4, $5, $6 from resolved on conflict do nothing
)
select 1 from resolved`;

/**
 * Resolves a node's open wait with the first event since it counts that matches (SEMANTICS event-4: by default those
 * since the run's start). Returns whether it did.
 */
export async function findPastEvent(pool: Pick<Pool, "query">, workspaceId: string, runId: string, nodeId: string): Promise<boolean> {
  const found = await pool.query<OpenWait>({
    name: "open-wait",
    text: `select w.id, w.name, w.path, w.match, w.details, r.bucket from waits w join runs r on r.workspace_id = w.workspace_id and r.id = w.run_id
           where w.workspace_id = $1 and w.run_id = $2 and w.node_id = $3 and w.kind = 'event' and w.status = 'open'`,
    values: [workspaceId, runId, nodeId],
  });
  const wait = found.rows[0];
  if (!wait) return false;
  const details = wait.details === null ? undefined : (await readPayloads(pool, { workspaceId, bucket: wait.bucket }, [wait.details])).get(wait.details);
  const since = isJsonObject(details) && typeof details["since"] === "string" ? details["since"] : new Date().toISOString();
  const events = await pool.query<{ payload: string; codec: "json" | "gzip"; size: number; body: Buffer }>({
    name: "past-events",
    text: `select e.payload, p.codec, p.size, p.body from events e join payloads p on p.bucket = e.bucket and p.workspace_id = e.workspace_id and p.hash = e.payload
           where e.workspace_id = $1 and e.name = $2 and e.received_at >= $3::timestamptz order by e.id limit ${looked}`,
    values: [workspaceId, wait.name, since],
  });
  const event = events.rows.find((row) => wait.path === null || matchHashAt(unpackPayload(row) as Json, wait.path) === wait.match);
  if (!event) return false;
  const resolved = await pool.query({
    name: "resolve-wait",
    text: resolve,
    values: [workspaceId, wait.id, event.payload, event.codec, event.size, event.body],
  });
  return resolved.rowCount === 1;
}
