import type { Pool } from "pg";
import type { Held } from "#lib/pipeline/region-stores.ts";
import { heldRun, heldValues } from "./held-run.ts";

const statement = `
with ${heldRun}
update region_states set planned = $5, updated_at = clock_timestamp()
from held where workspace_id = $1 and run_id = $2 and node_id = $4`;

/** Fixes how many pages the chunk under way has, before a sink stores anything of it. False when the run is lost. */
export async function planChunk(pool: Pick<Pool, "query">, held: Held, pages: number): Promise<boolean> {
  return (await pool.query({ name: "plan-chunk", text: statement, values: [...heldValues(held), pages] })).rowCount === 1;
}
