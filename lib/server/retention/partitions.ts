import { setTimeout as delay } from "node:timers/promises";
import type { ClientBase, Pool } from "pg";
import { transaction } from "../transaction.ts";

/** Tables that have a partition a bucket; what they hold of a bucket goes with its partition. */
export const partitionedTables = ["payloads", "step_runs", "attempts"] as const;
type PartitionedTable = (typeof partitionedTables)[number];

export function partitionOf(table: PartitionedTable, bucket: number): string {
  return `${table}_${bucket}`;
}

/** What waits behind a table's lock waits no longer than this; who asked for it tries again. */
const lockTimeout = "set local lock_timeout = '300ms'";
const tries = 40;
const pauseMs = 150;

function isLocked(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "55P03" || error.code === "40P01");
}

/** Work that needs a table to itself for a moment, in a transaction of its own; false when it never got it. */
export async function withShortLock(work: (client: ClientBase) => Promise<void>): Promise<boolean> {
  for (let left = tries; left > 0; left -= 1) {
    try {
      await transaction(async (client) => {
        await client.query(lockTimeout);
        await work(client);
      });
      return true;
    } catch (error) {
      if (!isLocked(error)) throw error;
    }
    await delay(pauseMs * Math.random() * 2);
  }
  return false;
}

/** Which of these have no table of their own. */
async function missing(pool: Pick<Pool, "query">, buckets: readonly number[]): Promise<{ table: PartitionedTable; bucket: number }[]> {
  const wanted = partitionedTables.flatMap((table) => buckets.map((bucket) => ({ table, bucket, name: partitionOf(table, bucket) })));
  const { rows } = await pool.query<{ name: string }>({ name: "known-partitions", text: "select n as name from unnest($1::text[]) n where to_regclass(n) is not null", values: [wanted.map(({ name }) => name)] });
  const known = new Set(rows.map(({ name }) => name));
  return wanted.filter(({ name }) => !known.has(name));
}

/** Gives each bucket tables of its own; rows that came before them are taken out of the default ones. Returns how many were made. */
export async function makePartitions(pool: Pick<Pool, "query">, buckets: readonly number[]): Promise<number> {
  let made = 0;
  for (const { table, bucket } of await missing(pool, buckets)) {
    const name = partitionOf(table, bucket);
    const isMade = await withShortLock(async (client) => {
      // The parent first: a row on its way to the default table by now would not fit there any more, and be refused.
      await client.query(`lock table only ${table} in access exclusive mode`);
      await client.query(`create table ${name} (like ${table} including all)`);
      await client.query(`lock table ${table}_default in access exclusive mode`);
      await client.query(`with moved as (delete from ${table}_default where bucket = ${bucket} returning *) insert into ${name} select * from moved`);
      await client.query(`alter table ${table} attach partition ${name} for values in (${bucket})`);
    });
    if (isMade) made += 1;
  }
  return made;
}

const isUsed = "select 1 from runs where bucket = $1 union all select 1 from deliveries where bucket = $1 and status = 'held' limit 1";

/** Gives back all that a bucket takes, at once; false while a run is in it, or its tables are in use. */
export async function dropPartitions(bucket: number): Promise<boolean> {
  let used = false;
  const isDone = await withShortLock(async (client) => {
    used = (await client.query({ name: "is-bucket-used", text: isUsed, values: [bucket] })).rows.length > 0;
    if (used) return;
    for (const table of partitionedTables) {
      await client.query(`drop table if exists ${partitionOf(table, bucket)}`);
      await client.query(`delete from ${table}_default where bucket = ${bucket}`);
    }
  });
  return isDone && !used;
}

const found = `
with recursive used (bucket) as (
  (select bucket from runs order by bucket limit 1)
  union all
  select (select r.bucket from runs r where r.bucket > u.bucket order by r.bucket limit 1) from used u where u.bucket is not null
)
select bucket from used where bucket is not null
union select substring(c.relname from '\\d+$')::int from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'payloads'::regclass and c.relname ~ '_\\d+$'
union select bucket from payloads_default
union select bucket from step_runs_default
union select bucket from attempts_default`;

/** Every bucket that there is something of. */
export async function listBuckets(pool: Pick<Pool, "query">): Promise<number[]> {
  const { rows } = await pool.query<{ bucket: number }>({ name: "list-buckets", text: found });
  return rows.map(({ bucket }) => bucket);
}
