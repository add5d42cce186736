import type { Pool } from "pg";
import type { Held } from "#lib/pipeline/region-stores.ts";

const statement = "select key from region_keys where workspace_id = $1 and run_id = $2 and node_id = $3 and key = any($4::bytea[])";

/** Those of the keys that a deduplicate let through in an earlier chunk, as base64url. */
export async function seenKeys(pool: Pick<Pool, "query">, { workspaceId, runId }: Held, node: string, keys: readonly Buffer[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const found = await pool.query<{ key: Buffer }>({ name: "seen-keys", text: statement, values: [workspaceId, runId, node, keys] });
  return new Set(found.rows.map(({ key }) => key.toString("base64url")));
}
