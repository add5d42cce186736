import type { ClientBase } from "pg";
import { hashToken } from "../crypto/token.ts";
import { runtime } from "../runtime.ts";

/** What a caller sends with `Idempotency-Key` (SEMANTICS sync-3; draft-ietf-httpapi-idempotency-key-header). */
export interface AnswerKey {
  workspaceId: string;
  flowId: string;
  /** As the caller sent it. */
  key: string;
  /** Everything the key stands for, as text: another text under the same key is refused. */
  sent: string;
}

const claim = `
insert into answer_keys (workspace_id, flow_id, key, sent, event_id) values ($1, $2, $3, $4, $5)
on conflict (workspace_id, flow_id, key) do update set sent = excluded.sent, event_id = excluded.event_id, created_at = clock_timestamp()
where answer_keys.created_at < clock_timestamp() - interval '24 hours' or answer_keys.event_id = excluded.event_id
returning 1`;

function valuesOf({ workspaceId, flowId, key, sent }: AnswerKey): string[] {
  return [workspaceId, flowId, hashToken(key), hashToken(sent)];
}

/** Whether this request is the first with its key in a day; it stands for the event from then on. */
export async function claimKey(client: Pick<ClientBase, "query">, key: AnswerKey, eventId: string): Promise<boolean> {
  return (await client.query({ name: "claim-answer-key", text: claim, values: [...valuesOf(key), eventId] })).rowCount === 1;
}

/** The request that came first with this key, and whether it sent the same; null when there is none. */
export async function findKey(key: AnswerKey): Promise<{ eventId: string; isSame: boolean } | null> {
  const [workspaceId, flowId, hash, sent] = valuesOf(key);
  const found = await runtime().pool.query<{ eventId: string; sent: string }>({
    name: "find-answer-key",
    text: `select event_id as "eventId", sent from answer_keys where workspace_id = $1 and flow_id = $2 and key = $3 and created_at >= clock_timestamp() - interval '24 hours'`,
    values: [workspaceId, flowId, hash],
  });
  const row = found.rows[0];
  return row ? { eventId: row.eventId, isSame: row.sent === sent } : null;
}
