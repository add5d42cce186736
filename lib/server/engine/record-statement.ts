/**
 * One write of a run: everything that happened since the last one, under the run's fence, or nothing.
 * A node's step run is final once written, and a confirmed effect too: later writes about them are ignored, so results
 * are recorded exactly once. A run began with its first step, which may be over when it is first written.
 *
 * $1 workspace, $2 run, $3 fence held, $4 fence after, $5 status, $6 error, $7 handled errors, $8-$11 payloads,
 * $12 step runs, $13 bytes of the payloads, $14 attempts, $15 effects, $16 response, $17 reason, $18 waits,
 * $19 whether the run's waits end with it, but for $20: those that this write ends itself, as a row may change once only,
 * $21 a failure's fingerprint, $22 business keys.
 */
const write = (held: string, also: string, told = "signals, part"): string => `
with held as (${held}
  returning signals, part, bucket
), kept as (
  insert into payloads (bucket, workspace_id, hash, codec, size, body)
  select held.bucket, $1, p.hash, p.codec, p.size, p.body
  from held, unnest($8::text[], $9::text[], $10::int[], $11::bytea[]) as p (hash, codec, size, body)
  on conflict do nothing
), found_by as (
  insert into run_keys (workspace_id, value, run_id, name) select $1, k.value, $2, k.key from held, jsonb_each_text($22::jsonb) k on conflict do nothing
), steps as (
  insert into step_runs as s (bucket, workspace_id, run_id, node_id, status, port, input, output, error, started_at, finished_at, reused, simulated, late, due_at, child_run_id, logs, counts, taint, planned)
  select held.bucket, $1, $2, n.node, n.status, n.port, n.input, n.output, n.error, n.started_at, n.finished_at, n.reused, n.simulated, n.late, n.due_at, n.child_run, n.logs, n.counts, n.taint, n.planned
  from held, jsonb_to_recordset($12::jsonb) as n (node text, status text, port text, input text, output text, error jsonb, started_at timestamptz, finished_at timestamptz,
    reused boolean, simulated boolean, late boolean, due_at timestamptz, child_run text, logs text, counts jsonb, taint jsonb, planned text)
  on conflict (workspace_id, run_id, node_id, bucket) do update
    set status = excluded.status, port = excluded.port, input = coalesce(excluded.input, s.input), output = excluded.output,
        error = excluded.error, started_at = coalesce(s.started_at, excluded.started_at), finished_at = excluded.finished_at,
        reused = excluded.reused, simulated = excluded.simulated, late = excluded.late, due_at = excluded.due_at,
        child_run_id = coalesce(excluded.child_run_id, s.child_run_id), logs = coalesce(excluded.logs, s.logs), counts = coalesce(excluded.counts, s.counts), taint = excluded.taint, planned = excluded.planned
    where s.status in ('running', 'waiting')
), ${also}tried as (
  insert into attempts as a (bucket, workspace_id, run_id, node_id, number, status, error, exchange, started_at, finished_at, next_at)
  select held.bucket, $1, $2, n.node, n.number, n.status, n.error, n.exchange, n.started_at, n.finished_at, n.next_at
  from held, jsonb_to_recordset($14::jsonb) as n (node text, number int, status text, error jsonb, exchange text, started_at timestamptz, finished_at timestamptz, next_at timestamptz)
  on conflict (workspace_id, run_id, node_id, number, bucket) do update
    set status = excluded.status, error = excluded.error, exchange = excluded.exchange, finished_at = excluded.finished_at, next_at = excluded.next_at
    where a.status = 'running'
), sent as (
  insert into effects as e (workspace_id, key, run_id, node_id, record_key, status, result, settled_at)
  select $1, n.key, $2, n.node, '', n.status, n.result, case when n.status <> 'sent' then clock_timestamp() end
  from held, jsonb_to_recordset($15::jsonb) as n (key text, node text, status text, result text)
  on conflict (workspace_id, key) do update
    set status = excluded.status, result = excluded.result, run_id = excluded.run_id, node_id = excluded.node_id,
        sent_at = case when excluded.status = 'sent' then clock_timestamp() else e.sent_at end, settled_at = excluded.settled_at
    where e.status <> 'confirmed'
), opened as (
  insert into waits as w (workspace_id, id, run_id, node_id, kind, name, path, match, status, details, expires_at, ask, token_hash)
  select $1, n.id, $2, n.node, n.kind, n.name, n.path, n.match, n.status, n.details, n.expires_at, n.ask, n.token_hash
  from held, jsonb_to_recordset($18::jsonb) as n (id text, node text, kind text, name text, path text, match text, status text, details text, expires_at timestamptz, ask text, token_hash text)
  on conflict (workspace_id, id) do update set status = excluded.status, resolved_at = clock_timestamp() where w.status = 'open'
), ended as (
  update waits set status = 'cancelled', resolved_at = clock_timestamp() from held where $19 and workspace_id = $1 and run_id = $2 and status = 'open' and id <> all($20::text[])
)
select ${told} from held`;

const began = "least(clock_timestamp(), (select min(n.started_at) from jsonb_to_recordset($12::jsonb) as n (started_at timestamptz)))";

const hold = `
  update runs set fence = $4, status = $5, error = $6, handled_errors = $7,
    response = coalesce(response, $16), answered_at = coalesce(answered_at, case when $16::text is not null then clock_timestamp() end),
    reason = coalesce($17, reason), fingerprint = $21, keys = coalesce($22::jsonb, keys),
    started_at = coalesce(started_at, greatest(created_at, ${began})), bytes = least(bytes::bigint + $13, 2147483647)::int,
    finished_at = case when $5 in ('succeeded', 'failed') then clock_timestamp() end
  where workspace_id = $1 and id = $2 and fence = $3 and status in ('queued', 'running', 'waiting')`;

export const recordStatement = write(hold, "");

/** The first write after a take-over also ends what the former holder had begun. It alone reads every partition's plan. */
export const takeOverStatement = write(hold, `lost as (
  update attempts a set status = 'abandoned', finished_at = clock_timestamp()
  from held where a.bucket = held.bucket and a.workspace_id = $1 and a.run_id = $2 and a.status = 'running'
), `);

/**
 * The first write of a run whose caller waits also stores the run itself, its event and its delivery (SEMANTICS sync-2);
 * repeated, it does nothing. $23 flow, $24 version, $25 event, $26 delivery, $27 input, $28 bucket, $29 when it arrived,
 * $30 when its caller is told to come back, $31 source and $32 name of the event.
 */
export const birthStatement = write(`
  insert into runs (workspace_id, id, flow_id, version, pattern, status, origin, fence, event_id, input, bucket, created_at, answer_by, error, handled_errors,
    response, answered_at, reason, fingerprint, keys, bytes, started_at, finished_at)
  select $1, $2, $23, $24, 'sync', $5, $2, $4, $25, $27, $28, $29, $30, $6, $7,
    $16, case when $16::text is not null then clock_timestamp() end, $17, $21, $22::jsonb, least($13::bigint, 2147483647)::int,
    greatest($29::timestamptz, ${began}), case when $5 in ('succeeded', 'failed') then greatest($29::timestamptz, clock_timestamp()) end
  where $3::int = 0
  on conflict do nothing`, `told as (
  insert into events (workspace_id, id, source, name, payload, received_at, bucket) select $1, $25, $31, $32, $27, $29, held.bucket from held
), delivered as (
  insert into deliveries (workspace_id, id, event_id, flow_id, round, status, run_id, created_at, bucket) select $1, $26, $25, $23, 0, 'started', $2, $29, held.bucket from held
), `, `signals, part, exists (select 1 from waits where workspace_id = $1 and status = 'open' and kind = 'event' and name = $32) as awaited`);
