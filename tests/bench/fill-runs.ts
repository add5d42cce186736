import type { Pool } from "pg";
import { nodeId } from "#tests/support/build-document.ts";

/** The steps of a filled run, in order; the second and the fourth are logic, the third and the last are calls. */
export const nodes = ["hook", "a", "b", "c", "d"].map(nodeId);

interface Fill {
  workspaceId: string;
  flows: readonly string[];
  total: number;
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  /** So many were filled before. */
  after?: number;
  /** Whether callers waited for them: most got their answer within a second, one in 211 after the deadline. */
  answers?: boolean;
}

const atOnce = 50_000;

/** As `newId` makes them, and buckets as `bucketAt` does for flows that keep 30 days. */
const prepare = `
create or replace function filled_id(prefix text, ms bigint, n bigint) returns text language sql immutable as $$
  select prefix || '_' || string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', ((ms >> (5 * i)) & 31)::int + 1, 1), '' order by i desc) || substr(md5(n::text), 1, 16) from generate_series(0, 9) i
$$;
create unlogged table filling (n bigint, ms bigint, at timestamptz, run text, event text, flow text, bucket int, failed boolean, answers boolean)`;

const plan = `
insert into filling
select n, ms, to_timestamp(ms / 1000.0), filled_id('run', ms, n), filled_id('evt', ms, n), ($4::text[])[1 + n % array_length($4::text[], 1)],
  30000000 + (ms / 86400000 - (ms / 86400000) % 10)::int, n % 97 = 0, $7::boolean
from generate_series($1::bigint, $2::bigint) n cross join lateral (select $5::bigint + ((n - $8::bigint) * (($6::bigint - $5::bigint)::numeric / $3))::bigint as ms) t`;

/** 8 values a run: what came in, five outputs, two exchanges; below the size from which they would be compressed. */
const statements = [
  `insert into events (workspace_id, id, source, name, payload, received_at, bucket) select $1, event, 'hook:' || flow, 'hook', 'i' || md5('i' || n) || '0000000000', at, bucket from filling`,
  `insert into deliveries (workspace_id, id, event_id, flow_id, round, status, run_id, created_at, bucket) select $1, 'dlv' || substr(event, 4), event, flow, 0, 'started', run, at, bucket from filling`,
  `insert into runs (workspace_id, id, flow_id, version, pattern, status, origin, fence, event_id, input, error, fingerprint, keys, created_at, started_at, finished_at, bucket, bytes, answer_by, answered_at)
   select $1, run, flow, 1, case when answers then 'sync' else 'event' end, case when failed then 'failed' else 'succeeded' end, run, 1, event, 'i' || md5('i' || n) || '0000000000',
     case when failed then '{"class":"provider","code":"http_500","message":"The server failed.","node":"n_d","attempts":1,"at":"2026-01-01T00:00:00.000Z"}'::jsonb end,
     case when failed then 'cause-' || n % 3 end, jsonb_build_object('order id', 'o-' || n),
     at, at + interval '5 ms', at + case when n % 1009 = 0 then interval '20 s' else interval '300 ms' end, bucket, 3000,
     case when answers then at + interval '2 s' end, case when answers and not failed then at + case when n % 211 = 0 then interval '3 s' else (20 + n % 400) * interval '1 ms' end end from filling`,
  `insert into run_keys (workspace_id, value, run_id, name) select $1, 'o-' || n, run, 'order id' from filling`,
  `insert into payloads (bucket, workspace_id, hash, codec, size, body)
   select bucket, $1, v.kind || md5(v.kind || n) || '0000000000', 'json', length(v.body), convert_to(v.body, 'UTF8')
   from filling cross join lateral (values
     ('i', 700), ('0', 700), ('1', 120), ('2', 400), ('3', 120), ('4', 400), ('x', 600), ('y', 600)) s (kind, size)
   cross join lateral (select s.kind, '{"id":"' || repeat(md5(n || s.kind), s.size / 32) || '"}' as body) v`,
  `insert into step_runs (bucket, workspace_id, run_id, node_id, status, port, output, error, started_at, finished_at)
   select bucket, $1, run, ($2::text[])[s], case when failed and s = 5 then 'failed' else 'succeeded' end, 'out', (s - 1) || md5((s - 1) || n::text) || '0000000000', null, at, at + s * interval '50 ms'
   from filling cross join generate_series(1, 5) s`,
  `insert into attempts (bucket, workspace_id, run_id, node_id, number, status, exchange, started_at, finished_at)
   select bucket, $1, run, ($2::text[])[s], 1, 'succeeded', case s when 3 then 'x' else 'y' end || md5(case s when 3 then 'x' else 'y' end || n) || '0000000000', at, at + s * interval '50 ms'
   from filling cross join unnest('{3,5}'::int[]) s`,
  `insert into effects (workspace_id, key, run_id, node_id, status, result, sent_at, settled_at)
   select $1, md5(run || s) || '00000000000', run, ($2::text[])[s], 'confirmed', (s - 1) || md5((s - 1) || n::text) || '0000000000', at, at from filling cross join unnest('{3,5}'::int[]) s`,
];

/** Finished runs of five steps, spread evenly over a time, with all that they leave behind. */
export async function fillRuns(pool: Pool, { after = 0, answers = false, workspaceId, flows, total, from, to }: Fill): Promise<void> {
  await pool.query(prepare);
  for (let first = 1; first <= total; first += atOnce) {
    await pool.query("truncate filling");
    await pool.query(plan, [after + first, after + Math.min(total, first + atOnce - 1), total, flows, from, to, answers, after]);
    for (const statement of statements) await pool.query(statement, statement.includes("$2") ? [workspaceId, nodes] : [workspaceId]);
    process.stdout.write(`${Math.min(total, first + atOnce - 1)} of ${total} runs\n`);
  }
  await pool.query("drop table filling");
}
