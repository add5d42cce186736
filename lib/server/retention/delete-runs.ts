import type { ClientBase } from "pg";
import { transaction } from "../transaction.ts";

/** Deleted in one transaction. */
export const deletedAtOnce = 200;

/** SQL that is true of a run `r` that nothing unfinished still reads. */
export const isOver = `r.finished_at is not null
  and not exists (select 1 from runs p where p.workspace_id = r.workspace_id and p.id = r.parent_run_id and p.finished_at is null)
  and not exists (select 1 from runs h where h.workspace_id = r.workspace_id and (h.origin = r.origin and h.replay_of is not null or h.id = r.origin) and h.finished_at is null)`;

/**
 * What left for the outside is known as long as any run of its origin is there, so that a replay does not do it again:
 * the newest one takes it over, with its result.
 */
const inherit = `
with gone as (
  select r.workspace_id, r.id, r.origin, r.bucket from runs r where (r.workspace_id, r.id) in (select * from unnest($1::text[], $2::text[]))
), heirs as (
  select distinct on (g.workspace_id, g.id) g.workspace_id, g.id, g.bucket as "from", h.id as heir, h.bucket
  from gone g join runs h on h.workspace_id = g.workspace_id and (h.origin = g.origin and h.replay_of is not null or h.id = g.origin)
  where not exists (select 1 from gone x where x.workspace_id = h.workspace_id and x.id = h.id)
  order by g.workspace_id, g.id, h.id desc
), taken as (
  update effects e set run_id = heirs.heir from heirs where e.workspace_id = heirs.workspace_id and e.run_id = heirs.id
  returning e.workspace_id, e.result, heirs."from", heirs.bucket
)
insert into payloads (bucket, workspace_id, hash, codec, size, body)
select distinct on (t.bucket, p.workspace_id, p.hash) t.bucket, p.workspace_id, p.hash, p.codec, p.size, p.body
from taken t join payloads p on p.bucket = t."from" and p.workspace_id = t.workspace_id and p.hash = t.result
where t."from" <> t.bucket order by t.bucket, p.workspace_id, p.hash
on conflict do nothing`;

const besides = ["run_keys", "waits", "effects", "region_states", "region_chunks", "region_rejects", "region_keys", "region_items"];
const partitioned = ["step_runs", "attempts"];

/** Which of those found are there and nobody reads for a replay right now. */
const hold = `
select r.workspace_id, r.id from runs r where (r.workspace_id, r.id) in (select * from unnest($1::text[], $2::text[])) and ${isOver}
order by r.workspace_id, r.id for update skip locked`;

async function remove(client: Pick<ClientBase, "query">, workspaces: string[], ids: string[], bucket: number | null): Promise<void> {
  await client.query({ name: "inherit-effects", text: inherit, values: [workspaces, ids] });
  for (const table of besides) {
    await client.query({ name: `delete-${table}`, text: `delete from ${table} where (workspace_id, run_id) in (select * from unnest($1::text[], $2::text[]))`, values: [workspaces, ids] });
  }
  for (const table of bucket === null ? [] : partitioned) {
    await client.query({ name: `delete-${table}`, text: `delete from ${table} where bucket = $3 and (workspace_id, run_id) in (select * from unnest($1::text[], $2::text[]))`, values: [workspaces, ids, bucket] });
  }
  await client.query({ name: "delete-runs", text: "delete from runs where (workspace_id, id) in (select * from unnest($1::text[], $2::text[]))", values: [workspaces, ids] });
}

/**
 * Deletes runs that are over, with all that is theirs alone; their steps too when their bucket is given and not dropped
 * as a whole right after. Returns how many; one that is being replayed at this moment is left.
 */
export async function deleteRuns(found: readonly { workspaceId: string; id: string }[], stepsIn: number | null): Promise<number> {
  if (found.length === 0) return 0;
  return await transaction(async (client) => {
    const held = await client.query<{ workspace_id: string; id: string }>({ name: "hold-to-delete", text: hold, values: [found.map((run) => run.workspaceId), found.map((run) => run.id)] });
    if (held.rows.length > 0) await remove(client, held.rows.map((run) => run.workspace_id), held.rows.map((run) => run.id), stepsIn);
    return held.rows.length;
  });
}
