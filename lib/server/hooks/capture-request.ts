import type { ClientBase } from "pg";
import { newId } from "#lib/ids.ts";
import type { PackedPayload } from "../payloads/pack-payload.ts";

/** SQL that tells whether the hook of the flow `f` captures now. */
export const capturing = (f: string): string =>
  `exists (select 1 from hook_captures c where c.workspace_id = ${f}.workspace_id and c.flow_id = ${f}.flow_id and c.remaining > 0 and c.ends_at > clock_timestamp())`;

/** The count is taken under the row's lock: of requests that come at once no more are kept than were asked for. */
const statement = `
with taken as (
  update hook_captures set remaining = remaining - 1
  where workspace_id = $1 and flow_id = $2 and remaining > 0 and ends_at > clock_timestamp()
  returning node_id, fingerprint, created_by
), kept as (
  insert into payloads (workspace_id, hash, codec, size, body) select $1, $3, $4, $5, $6 from taken on conflict do nothing
)
insert into samples (workspace_id, id, flow_id, node_id, name, payload, size, origin, fingerprint, created_by)
select $1, $7, $2, node_id, 'Captured ' || to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), $3, $5, 'captured', fingerprint, created_by from taken
returning id`;

/** Keeps a request as a sample, in the caller's transaction; null when the capture is over by now. */
export async function captureRequest(client: Pick<ClientBase, "query">, workspaceId: string, flowId: string, { hash, codec, size, body }: PackedPayload): Promise<string | null> {
  const kept = await client.query<{ id: string }>({ name: "capture-request", text: statement, values: [workspaceId, flowId, hash, codec, size, body, newId("sample")] });
  return kept.rows[0]?.id ?? null;
}
