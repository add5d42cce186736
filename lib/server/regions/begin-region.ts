import type { Pool } from "pg";
import type { Json } from "#lib/json.ts";
import type { Held } from "#lib/pipeline/region-stores.ts";
import { heldRun, heldValues } from "./held-run.ts";

const statement = `
with ${heldRun}, begun as (
  insert into region_states (workspace_id, run_id, node_id, status, identity, cursor, chunk, counts, samples)
  select $1, $2, $4, 'running', $5, $6::jsonb, $7, '{}', '{}' from held
  on conflict do nothing
)
select 1 from held`;

/** Writes where a region begins; one that has begun stays as it is. False when the run is lost. */
export async function beginRegion(pool: Pick<Pool, "query">, held: Held, identity: string, start: { cursor: Json; chunk: number }): Promise<boolean> {
  const cursor = start.cursor === null ? null : JSON.stringify(start.cursor);
  return (await pool.query({ name: "begin-region", text: statement, values: [...heldValues(held), identity, cursor, start.chunk] })).rowCount === 1;
}
