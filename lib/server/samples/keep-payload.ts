import type { ClientBase } from "pg";
import type { PackedPayload } from "../payloads/pack-payload.ts";

/** Stores a value in the caller's transaction, unless it is there: with a run, or in bucket 0. */
export async function keepPayload(client: Pick<ClientBase, "query">, workspaceId: string, { hash, codec, size, body }: PackedPayload, bucket = 0): Promise<void> {
  await client.query({ name: "keep-payload", text: "insert into payloads (workspace_id, hash, codec, size, body, bucket) values ($1, $2, $3, $4, $5, $6) on conflict do nothing", values: [workspaceId, hash, codec, size, body, bucket] });
}
