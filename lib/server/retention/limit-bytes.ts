import type { Pool } from "pg";
import { collectOrphans } from "../payloads/collect-orphans.ts";
import { deletedAtOnce, deleteRuns, isOver } from "./delete-runs.ts";

const megabyte = 1_000_000;

const limited = `
select f.workspace_id as "workspaceId", f.id as "flowId", s.bytes - f.keep_megabytes::bigint * ${megabyte} as surplus
from flows f cross join lateral (select sum(r.bytes)::bigint as bytes from runs r where r.workspace_id = f.workspace_id and r.flow_id = f.id) s
where f.keep_megabytes is not null and s.bytes > f.keep_megabytes::bigint * ${megabyte}`;

const oldest = `
select r.workspace_id as "workspaceId", r.id, r.bucket, r.bytes from runs r
where r.workspace_id = $1 and r.flow_id = $2 and ${isOver} order by r.id limit ${deletedAtOnce}`;

interface Surplus {
  workspaceId: string;
  flowId: string;
  surplus: string;
}

/** Deletes the oldest runs that are over until so many bytes are gone; in which buckets they were. */
async function deleteOldest(pool: Pick<Pool, "query">, { workspaceId, flowId, surplus }: Surplus, signal: AbortSignal | undefined): Promise<{ deleted: number; buckets: Set<number> }> {
  const buckets = new Set<number>();
  let deleted = 0;
  for (let left = Number(surplus); left > 0; ) {
    signal?.throwIfAborted();
    const { rows } = await pool.query<{ workspaceId: string; id: string; bucket: number; bytes: number }>({ name: "oldest-runs", text: oldest, values: [workspaceId, flowId] });
    const going: typeof rows = [];
    for (const run of rows) {
      if (left <= 0) break;
      left -= run.bytes;
      going.push(run);
    }
    let gone = 0;
    for (const [bucket, runs] of Map.groupBy(going, (run) => run.bucket)) {
      gone += await deleteRuns(runs, bucket);
      buckets.add(bucket);
    }
    deleted += gone;
    if (gone === 0) break;
  }
  return { deleted, buckets };
}

/** Keeps flows within the bytes they may take: their oldest runs go first, those that are unfinished stay. Returns how many went. */
export async function limitBytes(pool: Pick<Pool, "query">, signal?: AbortSignal): Promise<number> {
  let total = 0;
  for (const flow of (await pool.query<Surplus>({ name: "flows-over-their-bytes", text: limited })).rows) {
    const { deleted, buckets } = await deleteOldest(pool, flow, signal);
    total += deleted;
    for (const bucket of buckets) await collectOrphans(pool, flow.workspaceId, bucket);
  }
  return total;
}
