import type { ClientBase } from "pg";
import { keepAtIt, type Keeper } from "../keep-at-it.ts";
import { removeUnnamedFrom, runsSince } from "../payloads/collect-orphans.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { lastBareBucket } from "./bucket.ts";
import { isOver } from "./delete-runs.ts";

const batch = 200;
const everyMs = 10_000;
/** A turn that takes long is followed by a rest of so many times as long. */
const rest = 10;

/** Put in place of a message: it quotes what the run read. */
const notKept = "Not kept: this flow keeps no data.";

const withData = `r.bucket between 1 and ${lastBareBucket} and r.input is not null`;
const due = `select r.workspace_id as "workspaceId", r.bucket, r.id from runs r where ${withData} and ${isOver} order by r.workspace_id, r.id limit ${batch}`;
const hold = `select r.id, r.event_id as event from runs r where r.workspace_id = $1 and r.bucket = $2 and r.id = any($3::text[]) and ${withData} and ${isOver} order by r.id for update skip locked`;
const others = `select r.id from runs r where r.workspace_id = $1 and ${withData}`;

const named = `
select r.input as hash from runs r where r.workspace_id = $1 and r.id = any($3::text[])
union select h.hash from runs r cross join lateral (values (r.response), (r.options), (r.snapshot)) h (hash) where r.workspace_id = $1 and r.id = any($3::text[])
union select h.hash from step_runs s cross join lateral (values (s.input), (s.output), (s.logs), (s.planned)) h (hash) where s.bucket = $2 and s.workspace_id = $1 and s.run_id = any($3::text[])
union select a.exchange from attempts a where a.bucket = $2 and a.workspace_id = $1 and a.run_id = any($3::text[])
union select h.hash from waits w cross join lateral (values (w.details), (w.ask), (w.result)) h (hash) where w.workspace_id = $1 and w.run_id = any($3::text[])
union select e.result from effects e where e.workspace_id = $1 and e.run_id = any($3::text[])`;

const silent = `error = case when error is null then null else error || jsonb_build_object('message', '${notKept}') end`;
const inRuns = "where workspace_id = $1 and run_id = any($2::text[])";

/** What is emptied and deleted, a statement each; $3 is the bucket. */
const emptied: readonly string[] = [
  `update step_runs set input = null, output = null, logs = null, planned = null, taint = null, ${silent} ${inRuns} and bucket = $3`,
  `update attempts set exchange = null, ${silent} ${inRuns} and bucket = $3`,
  `update runs set input = null, response = null, options = null, snapshot = null, ${silent}, reason = case when status = 'succeeded' then null else reason end where workspace_id = $1 and id = any($2::text[]) and bucket = $3`,
];
const emptiedEverywhere: readonly string[] = [
  `update waits set details = null, ask = null, result = null, name = case when kind = 'approval' then '' else name end ${inRuns}`,
  `update effects set result = null, record_key = '' ${inRuns}`,
  `update region_states set samples = '{}', writes = null, cursor = null, ${silent} ${inRuns}`,
  ...["region_rejects", "region_keys", "region_items"].map((table) => `delete from ${table} ${inRuns}`),
];
/** Of a hook's own event, whose payload only its run read. */
const emptyEvents = `update events e set payload = '' where e.workspace_id = $1 and e.id = any($2::text[]) and e.bucket between 1 and ${lastBareBucket}
  and not exists (select 1 from deliveries d where d.workspace_id = e.workspace_id and d.event_id = e.id and d.status = 'held')`;

async function empty(client: Pick<ClientBase, "query">, workspaceId: string, bucket: number, ids: string[]): Promise<{ hashes: string[]; dropped: number }> {
  const held = (await client.query<{ id: string; event: string | null }>({ name: "hold-to-empty", text: hold, values: [workspaceId, bucket, ids] })).rows;
  const runs = held.map(({ id }) => id);
  if (runs.length === 0) return { hashes: [], dropped: 0 };
  const { rows } = await client.query<{ hash: string | null }>({ name: "payloads-to-empty", text: named, values: [workspaceId, bucket, runs] });
  for (const [index, text] of emptied.entries()) await client.query({ name: `empty-${index}`, text, values: [workspaceId, runs, bucket] });
  for (const [index, text] of emptiedEverywhere.entries()) await client.query({ name: `empty-all-${index}`, text, values: [workspaceId, runs] });
  await client.query({ name: "empty-events", text: emptyEvents, values: [workspaceId, held.flatMap(({ event }) => event ?? [])] });
  return { hashes: rows.flatMap(({ hash }) => hash ?? []), dropped: runs.length };
}

/**
 * Deletes what runs read, wrote and logged, of flows that keep no data, once a run is over and nothing unfinished reads it
 * (SEMANTICS step-6). Its states, times, counts and business keys stay. Returns of how many runs.
 */
export async function dropData(): Promise<number> {
  const { pool } = runtime();
  let total = 0;
  for (;;) {
    const { rows } = await pool.query<{ workspaceId: string; bucket: number; id: string }>({ name: "runs-to-empty", text: due });
    let now = 0;
    for (const group of Map.groupBy(rows, ({ workspaceId, bucket }) => `${workspaceId} ${bucket}`).values()) {
      const { workspaceId, bucket } = group[0] ?? { workspaceId: "", bucket: 0 };
      const { hashes, dropped } = await transaction((client) => empty(client, workspaceId, bucket, group.map(({ id }) => id)));
      now += dropped;
      const since = runsSince();
      const open = (await pool.query<{ id: string }>({ name: "runs-with-data", text: others, values: [workspaceId] })).rows.map(({ id }) => id);
      await removeUnnamedFrom(pool, workspaceId, bucket, hashes, open, since);
    }
    total += now;
    if (rows.length < batch || now === 0) return total;
  }
}

export function keepDroppingData(): Keeper {
  return keepAtIt("retention.data-not-dropped", dropData, (tookMs) => Math.max(everyMs, tookMs * rest));
}
