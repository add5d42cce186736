import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { answerCaller } from "../answers/answer-caller.ts";
import type { AnswerSettings } from "../answers/answer-settings.ts";
import type { Reply } from "../answers/reply.ts";
import { storedDocument } from "../flows/flow-answer.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { captureRequest, capturing } from "./capture-request.ts";
import { type Admitted, admitRequest } from "./admit-request.ts";
import { findHook, type FoundHook, proofOf, sealedColumn } from "./find-hook.ts";
import { callersKey, type HookRequest } from "./hook-request.ts";
import { storeDelivery } from "./store-delivery.ts";
import { verificationOf } from "./verification-of.ts";

export interface HookAnswer {
  /** The stored event's id; for a duplicate, that of the first one. Null when nothing runs: the request was only captured, or tried the address; and with a reply. */
  event: string | null;
  duplicate: boolean;
  /** The sample it was kept as, while the hook captures. */
  captured?: string;
  note?: string;
  /** Of a flow that answers its caller: what it is sent. */
  reply?: Reply;
  /** What a provider wants to hear back, as plain text and nothing else, before it sends anything. */
  challenge?: string;
}

/** One answer for everything that is not there, so that nothing can be learnt from it. */
export function unknownHook(): AppError {
  return new AppError("not_found", "No published flow answers at this address.");
}

const pinged = "A ping: it is verified, and nothing is started by it.";

/** The secret that a draft's trigger names. */
async function draftProof(workspaceId: string, verify: ReturnType<typeof verificationOf>) {
  if (verify === null) return proofOf(workspaceId, null, null, null);
  const found = await runtime().pool.query<{ sealed: Parameters<typeof proofOf>[2]; wrapped: string | null }>({
    name: "draft-secret",
    text: `select ${sealedColumn}, k.wrapped from connections c join data_keys k on k.workspace_id = c.workspace_id where c.workspace_id = $1 and c.id = $2 and c.kind = 'webhook/secret'`,
    values: [workspaceId, verify.secret],
  });
  return proofOf(workspaceId, verify, found.rows[0]?.sealed ?? null, found.rows[0]?.wrapped ?? null);
}

/** The hook of a flow that is not published: it keeps what it was asked to capture, and else is not there. */
async function captureOnly(request: HookRequest): Promise<HookAnswer> {
  const found = await runtime().pool.query<{ workspace_id: string; flow_id: string; draft: unknown }>({
    name: "hook-capture",
    text: `select f.workspace_id, f.flow_id, f.draft from (select workspace_id, id as flow_id, draft from flows where hook_path = $1 and live_version is null and deleted_at is null) f where ${capturing("f")}`,
    values: [request.path],
  });
  const flow = found.rows[0];
  // A form captures what is sent from its page alone.
  const trigger = flow && storedDocument(flow.draft).nodes.find(({ type }) => type === "core/webhook");
  if (!flow || !trigger) throw unknownHook();
  const proof = await draftProof(flow.workspace_id, verificationOf(trigger));
  const admitted = admitRequest({ workspaceId: flow.workspace_id, flowId: flow.flow_id, proof }, request);
  if ("challenge" in admitted) return { event: null, duplicate: false, ...admitted };
  const payload = packPayload(admitted.input);
  const captured = await transaction((client) => captureRequest(client, flow.workspace_id, flow.flow_id, payload));
  if (captured === null) throw unknownHook();
  return { event: null, duplicate: false, captured, note: "Captured, not run: the flow is not published." };
}

/** Event, delivery and run of a request whose sender does not wait for more than that they are stored. */
async function acknowledge({ workspaceId, captures, answer: _, proof: __, ...subscriber }: FoundHook, { input, dedupeId }: Admitted): Promise<HookAnswer> {
  const { flowId } = subscriber;
  const event = { id: newId("event"), source: `hook:${flowId}`, name: "hook", dedupeId, payload: packPayload(input) };
  const kept: { captured?: string } = {};
  const delivered = await storeDelivery(workspaceId, subscriber, event, async (client) => {
    const captured = captures ? await captureRequest(client, workspaceId, flowId, event.payload) : null;
    if (captured !== null) kept.captured = captured;
  });
  return { ...delivered, ...kept };
}

/** The answer of a flow whose caller waits for it. The sender's own id stands for the request, whatever key is sent with it. */
async function respond({ answer, captures, workspaceId, proof: _, ...subscriber }: FoundHook & { answer: AnswerSettings }, { input, dedupeId }: Admitted, request: HookRequest, requestId: string): Promise<Reply> {
  if (captures) await transaction((client) => captureRequest(client, workspaceId, subscriber.flowId, packPayload(input)));
  const own = callersKey(request);
  return await answerCaller({
    requestId, workspaceId, input, source: `hook:${subscriber.flowId}`, name: "hook",
    subscriber: { ...subscriber, answerMs: answer.ms },
    key: dedupeId === null || dedupeId === own?.key ? own : { key: dedupeId, sent: dedupeId },
  });
}

/**
 * Takes one request in. When it returns an event, then event, delivery and run are committed; when it throws,
 * nothing is stored. A flow that answers its caller gives a reply instead.
 */
export async function receiveHook(request: HookRequest, requestId: string = newId("request")): Promise<HookAnswer> {
  const found = await findHook(request.path);
  if (found === null) return await captureOnly(request);
  const admitted = admitRequest(found, request);
  if ("challenge" in admitted) return { event: null, duplicate: false, ...admitted };
  if (admitted.isPing) return { event: null, duplicate: false, note: pinged };
  const { answer } = found;
  return answer === null ? await acknowledge(found, admitted) : { event: null, duplicate: false, reply: await respond({ ...found, answer }, admitted, request, requestId) };
}
