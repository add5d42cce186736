import type { Pool } from "pg";
import type { ChunkWrite, Held } from "#lib/pipeline/region-stores.ts";
import { heldRun, heldValues } from "./held-run.ts";

/** A chunk follows the one before it, so of two processes that make the same one only the first writes it. */
const statement = `
with ${heldRun}, state as (
  update region_states set
    status = $5, error = $6, counts = $7, samples = coalesce($8, samples), writes = coalesce($25, writes), updated_at = clock_timestamp(), retry_at = null,
    cursor = case when $9 then $10::jsonb else cursor end,
    chunk = case when $9 then $11 else chunk end,
    planned = case when $9 then null else planned end,
    failures = case when $9 then 0 else failures end
  from held where workspace_id = $1 and run_id = $2 and node_id = $4 and chunk = $11 - 1
  returning 1
), chunk as (
  insert into region_chunks (workspace_id, run_id, node_id, number, counts, duration_ms)
  select $1, $2, $4, $11, $12, $13 from state where $9
), rejects as (
  insert into region_rejects (workspace_id, run_id, node_id, chunk, at_node, record_key, record, error)
  select $1, $2, $4, $11, r.at_node, r.record_key, r.record, r.error
  from state, unnest($14::text[], $15::text[], $16::text[], $17::jsonb[]) with ordinality as r (at_node, record_key, record, error, place) order by r.place
), keys as (
  insert into region_keys (workspace_id, run_id, node_id, key)
  select $1, $2, k.node, k.key from state, unnest($18::text[], $19::bytea[]) as k (node, key) on conflict do nothing
), items as (
  insert into region_items (workspace_id, run_id, node_id, place, item)
  select $1, $2, i.node, i.place, i.item from state, unnest($20::text[], $21::int[], $22::text[]) as i (node, place, item)
), kept as (
  update source_cursors set
    cursor = case when $9 then $10::jsonb else cursor end,
    held_by = case when $5 = 'running' then held_by end,
    updated_at = clock_timestamp()
  from state where workspace_id = $1 and flow_id = $23 and node_id = $4 and identity = $24 and held_by = $2
)
select 1 from state`;

/** What a text column cannot hold is left out of a key: it is shown, not read back. */
function asText(key: string): string {
  return key.replaceAll("\u0000", "").toWellFormed();
}

/** Commits a chunk: its cursor, and everything that was made of it in our own tables. False when the run is lost. */
export async function writeChunk(pool: Pick<Pool, "query">, held: Held, chunk: ChunkWrite): Promise<boolean> {
  const { rejects, keys, items } = chunk;
  const values = [
    ...heldValues(held),
    chunk.status, chunk.error === null ? null : JSON.stringify(chunk.error), JSON.stringify(chunk.totals), chunk.samples === null ? null : JSON.stringify(chunk.samples),
    chunk.passes, chunk.cursor === null ? null : JSON.stringify(chunk.cursor), chunk.number, JSON.stringify(chunk.counts), chunk.durationMs,
    rejects.map(({ node }) => node), rejects.map(({ key }) => asText(key)), rejects.map(({ record }) => JSON.stringify(record)), rejects.map(({ error }) => JSON.stringify(error)),
    keys.map(({ node }) => node), keys.map(({ key }) => key),
    items.map(({ node }) => node), items.map(({ place }) => place), items.map(({ item }) => item),
    held.flowId, chunk.identity, chunk.trace ? JSON.stringify(chunk.trace) : null,
  ];
  return (await pool.query({ name: "write-chunk", text: statement, values })).rowCount === 1;
}
