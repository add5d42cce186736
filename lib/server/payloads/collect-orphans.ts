import type { Pool } from "pg";

/** Every column that names a payload, by table; a table is read once however many it has. */
export const payloadColumns: Readonly<Record<string, readonly string[]>> = {
  events: ["payload"],
  runs: ["snapshot", "options", "response", "input"],
  step_runs: ["input", "output", "logs", "planned"],
  waits: ["details", "ask", "result"],
  effects: ["result"],
  attempts: ["exchange"],
  samples: ["payload"],
  step_mocks: ["payload"],
};

/** Deleted in one transaction, and found in one reading. */
const batch = 200;
const mostAtOnce = 5_000;
const keptHours = 24;

const named = Object.entries(payloadColumns)
  .map(([table, columns]) => `select h.hash from ${table} t cross join lateral (values ${columns.map((column) => `(t.${column})`).join(", ")}) h (hash) where t.workspace_id = $1 and h.hash is not null`)
  .join("\n  union all ");

const find = `
select p.hash from payloads p
where p.workspace_id = $1 and p.created_at < clock_timestamp() - interval '${keptHours} hours'
  and not exists (select 1 from (${named}) named where named.hash = p.hash)
order by p.hash limit ${mostAtOnce}`;

/** Who writes one of them again at this moment holds its row, or has made it new: it is left alone (migration 0012). */
const remove = `
with old as (
  select workspace_id, hash from payloads
  where workspace_id = $1 and hash = any($2::text[]) and created_at < clock_timestamp() - interval '${keptHours} hours'
  order by hash for update skip locked
)
delete from payloads p using old where p.workspace_id = old.workspace_id and p.hash = old.hash`;

/**
 * Deletes what a workspace stored at least a day ago and nothing names: values that another took the place of, and what
 * was written for nothing. Whoever writes the same value at this moment keeps it. Returns how many.
 */
export async function collectOrphans(pool: Pick<Pool, "query">, workspaceId: string): Promise<number> {
  let total = 0;
  for (;;) {
    const { rows } = await pool.query<{ hash: string }>({ name: "find-orphans", text: find, values: [workspaceId] });
    let gone = 0;
    for (let from = 0; from < rows.length; from += batch) {
      const hashes = rows.slice(from, from + batch).map(({ hash }) => hash);
      gone += (await pool.query({ name: "remove-orphans", text: remove, values: [workspaceId, hashes] })).rowCount ?? 0;
    }
    total += gone;
    if (rows.length < mostAtOnce || gone === 0) return total;
  }
}
