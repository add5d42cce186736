import type { Pool } from "pg";
import type { Json } from "#lib/json.ts";
import type { Gathered, Held } from "#lib/pipeline/region-stores.ts";

const measure = "select count(*)::int as items, coalesce(sum(length(item)), 0)::int as chars from region_items where workspace_id = $1 and run_id = $2 and node_id = $3";
const list = "select item from region_items where workspace_id = $1 and run_id = $2 and node_id = $3 order by place";

/** How much a collect has gathered in the chunks that are committed. */
export async function measureCollected(pool: Pick<Pool, "query">, { workspaceId, runId }: Held, node: string): Promise<Gathered> {
  const found = await pool.query<Gathered>({ name: "measure-collected", text: measure, values: [workspaceId, runId, node] });
  return found.rows[0] ?? { items: 0, chars: 0 };
}

/** What it has gathered, in the order it came. */
export async function readCollected(pool: Pick<Pool, "query">, { workspaceId, runId }: Held, node: string): Promise<Json[]> {
  const found = await pool.query<{ item: string }>({ name: "read-collected", text: list, values: [workspaceId, runId, node] });
  return found.rows.map(({ item }) => JSON.parse(item) as Json);
}
