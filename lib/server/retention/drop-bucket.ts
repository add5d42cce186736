import type { Pool } from "pg";
import { bucketNow, readBucket } from "./bucket.ts";
import { deletedAtOnce, deleteRuns, isOver } from "./delete-runs.ts";
import { moveForward } from "./move-forward.ts";
import { dropPartitions } from "./partitions.ts";

const over = `select r.workspace_id as "workspaceId", r.id from runs r where r.bucket = $1 and ${isOver} limit ${deletedAtOnce}`;

/** Deletes rows of `runs` that are over, in small batches, so that nobody waits for it. */
async function deleteOver(pool: Pick<Pool, "query">, bucket: number, signal?: AbortSignal): Promise<number> {
  for (let total = 0; ; ) {
    signal?.throwIfAborted();
    const { rows } = await pool.query<{ workspaceId: string; id: string }>({ name: "runs-that-are-over", text: over, values: [bucket] });
    const gone = await deleteRuns(rows, null);
    total += gone;
    if (gone === 0) return total;
  }
}

/**
 * Ends a bucket whose time is over: what is unfinished in it goes on in today's bucket of its class, and the rest goes,
 * steps and values at once with their tables. `isGone` is false while a run of it runs right now: it is tried again.
 */
export async function dropBucket(pool: Pick<Pool, "query">, bucket: number, signal?: AbortSignal): Promise<{ moved: number; deleted: number; isGone: boolean; dropMs: number }> {
  const facts = readBucket(bucket);
  if (facts === null) throw new Error(`${bucket} is no bucket`);
  const today = bucketNow(facts.days);
  if (today <= bucket) throw new Error(`Bucket ${bucket} is not over`);
  const moved = await moveForward(pool, bucket, today, signal);
  const deleted = await deleteOver(pool, bucket, signal);
  const began = performance.now();
  const isGone = await dropPartitions(bucket);
  return { moved, deleted, isGone, dropMs: Math.round(performance.now() - began) };
}
