import type { Pool } from "pg";
import type { EarlierEffect, EffectEnd, EffectStart, Held } from "#lib/pipeline/region-stores.ts";
import { payloadArrays } from "../payloads/payload-arrays.ts";
import { packPayload, unpackPayload } from "../payloads/pack-payload.ts";
import { heldRun, heldValues } from "./held-run.ts";

/** What was there before is read from the statement's own snapshot, so it shows nothing of what it writes. */
const sending = `
with ${heldRun}, due as (
  select * from unnest($5::text[], $6::text[], $7::text[]) as d (key, node, record_key)
), sent as (
  insert into effects as e (workspace_id, key, run_id, node_id, record_key, status)
  select $1, due.key, $2, due.node, due.record_key, 'sent' from held, due order by due.key
  on conflict (workspace_id, key) do update
    set status = 'sent', run_id = excluded.run_id, node_id = excluded.node_id, record_key = excluded.record_key, sent_at = clock_timestamp(), settled_at = null
    where e.status <> 'confirmed'
)
select $4 as source, before.key, before.status, p.codec, p.body
from held left join effects before on before.workspace_id = $1 and before.key in (select key from due)
left join runs r on r.workspace_id = $1 and r.id = before.run_id
left join payloads p on p.bucket = coalesce(r.bucket, 0) and p.workspace_id = $1 and p.hash = before.result`;

const settling = `
with kept as (
  insert into payloads (bucket, workspace_id, hash, codec, size, body)
  select r.bucket, $1, p.hash, p.codec, p.size, p.body from runs r, unnest($2::text[], $3::text[], $4::int[], $5::bytea[]) as p (hash, codec, size, body)
  where r.workspace_id = $1 and r.id = $9
  on conflict do nothing
)
update effects e set status = s.status, result = s.result, settled_at = clock_timestamp()
from unnest($6::text[], $7::text[], $8::text[]) as s (key, status, result)
where e.workspace_id = $1 and e.key = s.key and e.status = 'sent' and e.run_id = $9`;

interface SentRow {
  key: string | null;
  status: "sent" | "confirmed" | "refused" | "unknown" | null;
  codec: "json" | "gzip" | null;
  body: Buffer | null;
}

function asText(key: string): string {
  return key.replaceAll("\u0000", "").toWellFormed();
}

/** Writes `sent` for effects before they leave, and tells which were confirmed or left in doubt; null when the run is lost. */
export async function recordSending(pool: Pick<Pool, "query">, held: Held, effects: readonly EffectStart[]): Promise<Map<string, EarlierEffect> | null> {
  const values = [...heldValues(held), effects.map(({ key }) => key), effects.map(({ node }) => node), effects.map(({ recordKey }) => asText(recordKey))];
  const { rows } = await pool.query<SentRow>({ name: "record-sending", text: sending, values });
  if (rows.length === 0) return null;
  const earlier = new Map<string, EarlierEffect>();
  for (const { key, status, codec, body } of rows) {
    if (key === null) continue;
    if (status === "confirmed") earlier.set(key, { status, result: codec === null || body === null ? null : unpackPayload({ codec, body }) });
    else if (status !== "refused") earlier.set(key, { status: "unknown" });
  }
  return earlier;
}

/** Writes how effects ended. One that a cancelled run has left in doubt stays so (SEMANTICS step-8). */
export async function settleEffects(pool: Pick<Pool, "query">, { workspaceId, runId }: Held, ends: readonly EffectEnd[]): Promise<void> {
  const results = ends.map((end) => (end.status === "confirmed" ? packPayload(end.result) : null));
  // One order for everyone, so that two writers of the same payloads cannot deadlock.
  const payloads = [...new Map(results.flatMap((packed) => (packed === null ? [] : [[packed.hash, packed] as const]))).values()].toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  await pool.query({
    name: "settle-effects",
    text: settling,
    values: [
      workspaceId, ...payloadArrays(payloads),
      ends.map(({ key }) => key), ends.map(({ status }) => status), results.map((packed) => packed?.hash ?? null), runId,
    ],
  });
}
