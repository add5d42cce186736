import { KeptVerification } from "#lib/connectors/hook-verification.ts";
import type { AnswerSettings } from "../answers/answer-settings.ts";
import { type SealedSecrets, validSecrets } from "../connections/webhook-secrets.ts";
import type { Subscriber } from "../events/store-events.ts";
import { runtime } from "../runtime.ts";
import { capturing } from "./capture-request.ts";

/** What proves a sender: how, and the secrets that are valid now. */
export interface Proof {
  setup: KeptVerification;
  secrets: readonly string[];
}

export interface FoundHook extends Subscriber {
  workspaceId: string;
  /** What arrives is also kept as a sample. */
  captures: boolean;
  /** Of a flow whose callers wait; null for every other. */
  answer: AnswerSettings | null;
  proof: Proof;
}

interface Row extends Omit<FoundHook, "proof"> {
  verify: unknown;
  sealed: Omit<SealedSecrets, "workspaceId"> | null;
  wrapped: string | null;
}

const nothing = KeptVerification.parse({ verify: "none", secret: null });

/** @throws SealBroken when the stored secret was tampered with. */
export function proofOf(workspaceId: string, verify: unknown, sealed: Row["sealed"], wrapped: string | null): Proof {
  if (verify === null) return { setup: nothing, secrets: [] };
  return { setup: KeptVerification.parse(verify), secrets: sealed === null || wrapped === null ? [] : validSecrets(wrapped, { ...sealed, workspaceId }, Date.now()) };
}

/** SQL of a webhook secret's connection `c`, as `proofOf` takes it. */
export const sealedColumn = `case when c.id is null then null else jsonb_build_object('id', c.id, 'secret', c.secret, 'settings', c.settings, 'version', c.version) end as sealed`;

/** The published flow whose hook is at this path, and its secret, in one statement; null when there is none, or a form is there. */
export async function findHook(path: string): Promise<FoundHook | null> {
  const found = await runtime().pool.query<Row>({
    name: "hook-subscription",
    text: `select s.workspace_id as "workspaceId", s.flow_id as "flowId", s.version, s.status, s.pattern, s.settings->'limits' as limits, s.settings->'answer' as answer, f.keep_days as "keepDays", ${capturing("s")} as captures,
             s.settings->'verify' as verify, ${sealedColumn}, k.wrapped
           from subscriptions s join flows f on f.id = s.flow_id
             left join connections c on c.workspace_id = s.workspace_id and c.id = s.settings->'verify'->>'secret' and c.kind = 'webhook/secret'
             left join data_keys k on k.workspace_id = c.workspace_id
           where s.kind = 'hook' and s.key = $1 and not s.settings ? 'form'`,
    values: [path],
  });
  const [row] = found.rows;
  if (row === undefined) return null;
  const { verify, sealed, wrapped, ...hook } = row;
  return { ...hook, proof: proofOf(hook.workspaceId, verify, sealed, wrapped) };
}
