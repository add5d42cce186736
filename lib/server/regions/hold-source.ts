import type { Pool } from "pg";
import type { Json } from "#lib/json.ts";
import type { Held } from "#lib/pipeline/region-stores.ts";

const isFree = `c.held_by is null or c.held_by = $5 or not exists (
  select 1 from runs r where r.workspace_id = c.workspace_id and r.id = c.held_by and r.status in ('queued', 'running', 'waiting'))`;

const statement = `
insert into source_cursors as c (workspace_id, flow_id, node_id, identity, held_by) values ($1, $2, $3, $4, $5)
on conflict (workspace_id, flow_id, node_id, identity) do update set held_by = excluded.held_by, updated_at = clock_timestamp() where ${isFree}
returning cursor`;

const findHolder = "select held_by from source_cursors where workspace_id = $1 and flow_id = $2 and node_id = $3 and identity = $4";

/** Takes a source's cursor for this run, or tells which unfinished run has it (SEMANTICS region-8). */
export async function holdSource(pool: Pick<Pool, "query">, { workspaceId, flowId, runId, source }: Held, identity: string): Promise<{ cursor: Json } | { heldBy: string }> {
  const place = [workspaceId, flowId, source, identity];
  for (;;) {
    const taken = (await pool.query<{ cursor: Json }>({ name: "hold-source", text: statement, values: [...place, runId] })).rows[0];
    if (taken) return taken;
    const holder = (await pool.query<{ held_by: string | null }>({ name: "find-holder", text: findHolder, values: place })).rows[0]?.held_by;
    if (holder !== null && holder !== undefined) return { heldBy: holder };
  }
}
