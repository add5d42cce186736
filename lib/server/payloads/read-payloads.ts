import type { Pool } from "pg";
import type { Json } from "#lib/json.ts";
import { unpackPayload } from "./pack-payload.ts";

/** Where payloads are: with the run that names them, or in bucket 0. */
export interface PayloadPlace {
  workspaceId: string;
  bucket: number;
}

/** Values by hash; hashes that are not stored any more are left out. */
export async function readPayloads(pool: Pick<Pool, "query">, { workspaceId, bucket }: PayloadPlace, hashes: Iterable<string>): Promise<Map<string, Json>> {
  const wanted = [...new Set(hashes)];
  if (wanted.length === 0) return new Map();
  const found = await pool.query<{ hash: string; codec: "json" | "gzip"; body: Buffer }>({
    name: "read-payloads",
    text: "select hash, codec, body from payloads where bucket = $3 and workspace_id = $1 and hash = any($2::text[])",
    values: [workspaceId, wanted, bucket],
  });
  return new Map(found.rows.map((row) => [row.hash, unpackPayload(row)]));
}
