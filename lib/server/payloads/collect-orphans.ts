import type { Pool } from "pg";
import { newId } from "#lib/ids.ts";
import { clock } from "../clock.ts";
import { partitionOf, withShortLock } from "../retention/partitions.ts";
import { payloadColumns } from "./payload-columns.ts";

/** Deleted in one transaction, and found in one reading. */
const batch = 200;
const mostAtOnce = 5_000;
const keptHours = 24;
/** A run's id says when it was made, by a clock that may be a little behind. */
const slackMs = 600_000;

/** The least id of a run that came after now, whatever clock made it. */
export function runsSince(): string {
  return newId("run", clock.now() - slackMs).slice(0, "run_".length + 10);
}

/** How rows of a table `t` are known to name payloads of bucket $2; what belongs to no run is in bucket 0. */
function inBucket(table: string, runs: string): string {
  switch (table) {
    case "events":
      return `t.bucket = $2${runs === "" ? "" : " and t.id >= replace($5, 'run_', 'evt_')"}`;
    case "runs":
      return `t.bucket = $2${runs && ` and (${runs.replaceAll("run_id", "id")})`}`;
    case "step_runs":
    case "attempts":
      return `t.bucket = $2${runs && ` and (${runs})`}`;
    case "waits":
    case "effects":
      return `exists (select 1 from runs r where r.workspace_id = t.workspace_id and r.id = t.run_id and r.bucket = $2)${runs && ` and (${runs})`}`;
    default:
      return "$2 = 0";
  }
}

function namedIn(runs: string): string {
  const tables = Object.entries(payloadColumns).map(([table, columns]) =>
    `select h.hash from ${table} t cross join lateral (values ${columns.map((column) => `(t.${column})`).join(", ")}) h (hash) where t.workspace_id = $1 and ${inBucket(table, runs)} and h.hash is not null`);
  return [...tables, "select e.payload from deliveries d join events e on e.workspace_id = d.workspace_id and e.id = d.event_id where d.workspace_id = $1 and d.bucket = $2 and d.status = 'held'"].join("\n  union all ");
}

const isOld = `(p.created_at is null or p.created_at < clock_timestamp() - interval '${keptHours} hours')`;

const find = `
select array(
  select p.hash from payloads p
  where p.bucket = $2 and p.workspace_id = $1 and ${isOld} and not exists (select 1 from (${namedIn("")}) named where named.hash = p.hash)
  order by p.hash limit ${mostAtOnce}
) as hashes, array(select id from runs where workspace_id = $1 and finished_at is null) as open`;

/** Who writes one of them again at this moment holds its row, or has made it new: it is left alone (migration 0012). */
const removeOld = `
with old as (
  select workspace_id, hash from payloads
  where bucket = 0 and workspace_id = $1 and hash = any($2::text[]) and created_at < clock_timestamp() - interval '${keptHours} hours'
  order by hash for update skip locked
)
delete from payloads p using old where p.bucket = 0 and p.workspace_id = old.workspace_id and p.hash = old.hash`;

/**
 * While nobody writes to the bucket: only a run that was open when they were found, or came later, can have named one
 * since, and it has committed by now.
 */
const removeUnnamed = `
delete from payloads p where p.bucket = $2 and p.workspace_id = $1 and p.hash = any($3::text[])
  and not exists (select 1 from (${namedIn("t.run_id = any($4::text[]) or t.run_id >= $5")}) named where named.hash = p.hash)`;

interface Found {
  hashes: string[];
  open: string[];
}

/** Deletes payloads of a bucket that are no longer named: `open` are the runs that may name them, and those made since. */
export async function removeUnnamedFrom(pool: Pick<Pool, "query">, workspaceId: string, bucket: number, hashes: string[], open: string[], since: string): Promise<number> {
  if (bucket === 0) return (await pool.query({ name: "remove-orphans", text: removeOld, values: [workspaceId, hashes] })).rowCount ?? 0;
  let gone = 0;
  await withShortLock(async (client) => {
    const own = await client.query<{ own: boolean }>({ name: "is-partition", text: "select to_regclass($1) is not null as own", values: [partitionOf("payloads", bucket)] });
    // Whoever names a payload writes it in the same transaction, and holds this table from then to its end.
    await client.query(`lock table ${own.rows[0]?.own === true ? partitionOf("payloads", bucket) : "payloads_default"} in share row exclusive mode`);
    gone = (await client.query({ name: "remove-unnamed", text: removeUnnamed, values: [workspaceId, bucket, hashes, open, since] })).rowCount ?? 0;
  });
  return gone;
}

/**
 * Deletes what a workspace stored and nothing names: values that another took the place of, and what was written for
 * nothing; in bucket 0 a day after it was stored. Whoever writes the same value at this moment keeps it. Returns how many.
 */
export async function collectOrphans(pool: Pick<Pool, "query">, workspaceId: string, bucket: number): Promise<number> {
  for (let total = 0; ; ) {
    const since = runsSince();
    const found = (await pool.query<Found>({ name: "find-orphans", text: find, values: [workspaceId, bucket] })).rows[0] ?? { hashes: [], open: [] };
    let gone = 0;
    for (let from = 0; from < found.hashes.length; from += batch) gone += await removeUnnamedFrom(pool, workspaceId, bucket, found.hashes.slice(from, from + batch), found.open, since);
    total += gone;
    if (found.hashes.length < mostAtOnce || gone === 0) return total;
  }
}
