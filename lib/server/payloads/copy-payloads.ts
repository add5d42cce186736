import type { ClientBase } from "pg";

const statement = `
insert into payloads (bucket, workspace_id, hash, codec, size, body)
select $3, workspace_id, hash, codec, size, body from payloads where bucket = $2 and workspace_id = $1 and hash = any($4::text[]) order by hash
on conflict do nothing`;

/** Gives a run payloads of another one, in the caller's transaction: the other may go before it. */
export async function copyPayloads(client: Pick<ClientBase, "query">, workspaceId: string, from: number, to: number, hashes: readonly (string | null)[]): Promise<void> {
  const wanted = [...new Set(hashes.filter((hash) => hash !== null))];
  if (wanted.length > 0) await client.query({ name: "copy-payloads", text: statement, values: [workspaceId, from, to, wanted] });
}
