import type { ClientBase } from "pg";
import { runtime } from "../runtime.ts";
import type { Pattern } from "#lib/flow/pattern.ts";
import { present } from "#lib/assert.ts";
import type { PackedPayload } from "../payloads/pack-payload.ts";
import { payloadArrays } from "../payloads/payload-arrays.ts";
import { bucketOfClass, bucketsNow } from "../retention/bucket.ts";

export interface NewRun {
  workspaceId: string;
  id: string;
  flowId: string;
  /** null with a snapshot: a test-run. */
  version: number | null;
  snapshot: PackedPayload | null;
  options: PackedPayload | null;
  startedBy: string;
  pattern: Pattern;
  origin: string;
  input: PackedPayload;
  replayOf: string | null;
  /** Of the run it replays: its end lets the next of that key start (SEMANTICS event-2). */
  limitKey?: string | null;
  redriveId?: string | null;
  eventId?: string | null;
}

const statement = `
with goal as (
  select ${bucketOfClass("$17", "case when $9::text is not null and keep_days = 0 then 1 else keep_days end")} as bucket from flows where workspace_id = $1 and id = $7
), kept as (
  insert into payloads (bucket, workspace_id, hash, codec, size, body)
  select goal.bucket, $1, p.hash, p.codec, p.size, p.body from goal, unnest($2::text[], $3::text[], $4::int[], $5::bytea[]) as p (hash, codec, size, body)
  on conflict do nothing
)
insert into runs (workspace_id, id, flow_id, version, snapshot, kind, options, started_by, pattern, status, origin, input, replay_of, limit_key, redrive_id, event_id, bucket)
select $1, $6, $7, $8, $9, case when $9::text is null then 'live' else 'test' end, $10, $11, $12, 'queued', $13, $14, $15, $16, $18, $19, goal.bucket from goal
returning bucket`;

/** Stores a run and makes it due, in the caller's transaction; wake the driver after its commit. Returns its bucket. */
export async function insertRun(client: Pick<ClientBase, "query">, run: NewRun): Promise<number> {
  const payloads = [run.input, run.snapshot, run.options].filter((payload): payload is PackedPayload => payload !== null);
  const distinct = [...new Map(payloads.map((payload) => [payload.hash, payload])).values()].toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  const inserted = await client.query<{ bucket: number }>({
    name: "insert-run",
    text: statement,
    values: [
      run.workspaceId, ...payloadArrays(distinct),
      run.id, run.flowId, run.version, run.snapshot?.hash ?? null, run.options?.hash ?? null, run.startedBy, run.pattern, run.origin, run.input.hash, run.replayOf, run.limitKey ?? null, bucketsNow(), run.redriveId ?? null, run.eventId ?? null,
    ],
  });
  await runtime().driver.enqueue(client, [{ runId: run.id, workspaceId: run.workspaceId, pattern: run.pattern }]);
  return present(inserted.rows[0], "the run of a flow that is there").bucket;
}
