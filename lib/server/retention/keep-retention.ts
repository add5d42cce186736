import type { Pool } from "pg";
import type { Logger } from "pino";
import { clock } from "../clock.ts";
import { bucketAt, bucketNow, keepClasses, readBucket } from "./bucket.ts";
import { deleteOldRuns } from "./delete-old.ts";
import { dropBucket } from "./drop-bucket.ts";
import { limitBytes } from "./limit-bytes.ts";
import { listBuckets, makePartitions } from "./partitions.ts";

const firstMs = 60_000;
const everyMs = 3_600_000;

/** Any number that no other software on the same server is likely to use as an advisory lock. */
const lockKey = 7_271_803_462;

/** The buckets of today and those that follow them, so that nobody waits for a table to be made. */
function comingBuckets(): number[] {
  return keepClasses.flatMap((days) => {
    const now = bucketNow(days);
    return [now, bucketAt(days, readBucket(now)?.nextAt ?? clock.now())];
  });
}

/** Makes room for what comes and deletes what no flow keeps any more, once. Buckets that cannot go yet are tried again next time. */
export async function lookAfterBuckets(pool: Pool, log: Pick<Logger, "info">, signal?: AbortSignal): Promise<void> {
  const made = await makePartitions(pool, comingBuckets());
  if (made > 0) log.info({ made }, "retention.tables-made");
  for (const bucket of await listBuckets(pool)) {
    const facts = readBucket(bucket);
    if (facts === null || facts.endsAt > clock.now()) continue;
    log.info({ bucket, ...(await dropBucket(pool, bucket, signal)) }, "retention.bucket-ended");
  }
  const old = await deleteOldRuns(pool, signal);
  await pool.query({ name: "delete-answer-keys", text: "delete from answer_keys where created_at < clock_timestamp() - interval '25 hours'" });
  const surplus = await limitBytes(pool, signal);
  if (old + surplus > 0) log.info({ old, surplus }, "retention.runs-deleted");
}

/** Looks after what is kept for as long as this process is a worker; of several, one at a time. */
export function keepRetention(pool: Pool, log: Pick<Logger, "info" | "warn">): { stop(): Promise<void> } {
  let looking: Promise<void> | undefined;
  const stopping = new AbortController();
  const look = async (): Promise<void> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      const { rows } = await client.query<{ held: boolean }>({ name: "hold-retention", text: "select pg_try_advisory_lock($1) as held", values: [lockKey] });
      if (rows[0]?.held !== true) return;
      try {
        await lookAfterBuckets(pool, log, stopping.signal);
      } finally {
        await client.query({ name: "leave-retention", text: "select pg_advisory_unlock($1)", values: [lockKey] });
      }
    } catch (error) {
      broken = error instanceof Error ? error : new Error("retention failed");
      throw error;
    } finally {
      // A connection that may still hold the lock is thrown away.
      client.release(broken);
    }
  };
  const begin = (): void => {
    looking ??= look()
      .catch((err: unknown) => (stopping.signal.aborted ? undefined : log.warn({ err }, "retention.delayed")))
      .finally(() => (looking = undefined));
  };
  const first = setTimeout(begin, firstMs);
  const timer = setInterval(begin, everyMs);
  for (const each of [first, timer]) each.unref();
  return {
    async stop() {
      stopping.abort();
      clearTimeout(first);
      clearInterval(timer);
      await looking;
    },
  };
}
