import type { Pool } from "pg";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Json } from "#lib/json.ts";
import { readPayloads } from "../payloads/read-payloads.ts";

export interface OutsideWait {
  id: string;
  kind: "event" | "approval" | "effect";
  status: "open" | "resolved" | "expired" | "cancelled";
  result: Json | undefined;
}

export interface OutsideChild {
  status: string;
  error: RunError | null;
  response: Json | undefined;
  /** A test-run in which something was simulated. */
  simulated: boolean;
}

/** What happened outside of a run that it may wait for (SEMANTICS event-4, step-10). */
export interface Outside {
  /** As of this reading: a later count means that something happened since. */
  signals: number;
  /** The newest of each node. */
  waits: ReadonlyMap<string, OutsideWait>;
  /** By run. */
  children: ReadonlyMap<string, OutsideChild>;
}

const statement = `
select r.signals, r.bucket,
  (select json_agg(json_build_object('id', w.id, 'node', w.node_id, 'kind', w.kind, 'status', w.status, 'result', w.result) order by w.id)
     from waits w where w.workspace_id = r.workspace_id and w.run_id = r.id) as waits,
  (select json_agg(json_build_object('id', c.id, 'status', c.status, 'error', c.error, 'response', c.response, 'bucket', c.bucket,
      'simulated', c.kind = 'test' and exists (select 1 from step_runs s where s.bucket = c.bucket and s.workspace_id = c.workspace_id and s.run_id = c.id and s.simulated)))
     from runs c where c.workspace_id = r.workspace_id and c.parent_run_id = r.id) as children
from runs r where r.workspace_id = $1 and r.id = $2`;

interface Row {
  signals: number;
  bucket: number;
  waits: { id: string; node: string; kind: OutsideWait["kind"]; status: OutsideWait["status"]; result: string | null }[] | null;
  children: { id: string; status: string; error: RunError | null; response: string | null; bucket: number; simulated: boolean }[] | null;
}

export async function readOutside(pool: Pick<Pool, "query">, workspaceId: string, runId: string): Promise<Outside> {
  const row = (await pool.query<Row>({ name: "read-outside", text: statement, values: [workspaceId, runId] })).rows[0];
  const waits = row?.waits ?? [];
  const children = row?.children ?? [];
  const results = await readPayloads(pool, { workspaceId, bucket: row?.bucket ?? 0 }, waits.flatMap((wait) => wait.result ?? []));
  const responses = new Map<string, Json>();
  for (const [bucket, called] of Map.groupBy(children, (child) => child.bucket)) {
    for (const [hash, value] of await readPayloads(pool, { workspaceId, bucket }, called.flatMap((child) => child.response ?? []))) responses.set(hash, value);
  }
  return {
    signals: row?.signals ?? 0,
    waits: new Map(waits.map(({ node, result, ...wait }) => [node, { ...wait, result: result === null ? undefined : results.get(result) }])),
    children: new Map(children.map(({ id, response, bucket: _, ...child }) => [id, { ...child, response: response === null ? undefined : responses.get(response) }])),
  };
}
