import type { Pool } from "pg";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Held } from "#lib/pipeline/region-stores.ts";
import { heldRun, heldValues } from "./held-run.ts";

const statement = `
with ${heldRun}
update region_states set failures = $5, retry_at = $6, error = $7, updated_at = clock_timestamp()
from held where workspace_id = $1 and run_id = $2 and node_id = $4`;

/** A failed chunk is tried again later. False when the run is lost. */
export async function postponeChunk(pool: Pick<Pool, "query">, held: Held, failures: number, retryAt: Date, error: RunError): Promise<boolean> {
  return (await pool.query({ name: "postpone-chunk", text: statement, values: [...heldValues(held), failures, retryAt, JSON.stringify(error)] })).rowCount === 1;
}
