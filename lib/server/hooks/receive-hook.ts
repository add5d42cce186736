import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import type { Reply } from "../answers/reply.ts";
import { storedDocument } from "../flows/flow-answer.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { captureRequest, capturing } from "./capture-request.ts";
import { demandPost } from "./demand-post.ts";
import { findHook, type FoundHook } from "./find-hook.ts";
import { dedupeIdOf, hookInput, type HookRequest } from "./hook-request.ts";
import { respondToHook } from "./respond-to-hook.ts";
import { storeDelivery } from "./store-delivery.ts";

export interface HookAnswer {
  /** The stored event's id; for a duplicate, that of the first one. Null when nothing runs: the request was only captured; and with a reply. */
  event: string | null;
  duplicate: boolean;
  /** The sample it was kept as, while the hook captures. */
  captured?: string;
  note?: string;
  /** Of a flow that answers its caller: what it is sent. */
  reply?: Reply;
}

/** One answer for everything that is not there, so that nothing can be learnt from it. */
export function unknownHook(): AppError {
  return new AppError("not_found", "No published flow answers at this address.");
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
  if (!flow || !storedDocument(flow.draft).nodes.some(({ type }) => type === "core/webhook")) throw unknownHook();
  demandPost(request);
  const payload = packPayload(hookInput(request));
  const captured = await transaction((client) => captureRequest(client, flow.workspace_id, flow.flow_id, payload));
  if (captured === null) throw unknownHook();
  return { event: null, duplicate: false, captured, note: "Captured, not run: the flow is not published." };
}

/** Event, delivery and run of a request whose sender does not wait for more than that they are stored. */
async function acknowledge({ workspaceId, captures, answer: _, ...subscriber }: FoundHook, request: HookRequest): Promise<HookAnswer> {
  const { flowId } = subscriber;
  const event = { id: newId("event"), source: `hook:${flowId}`, name: "hook", dedupeId: dedupeIdOf(request), payload: packPayload(hookInput(request)) };
  const kept: { captured?: string } = {};
  const delivered = await storeDelivery(workspaceId, subscriber, event, async (client) => {
    const captured = captures ? await captureRequest(client, workspaceId, flowId, event.payload) : null;
    if (captured !== null) kept.captured = captured;
  });
  return { ...delivered, ...kept };
}

/**
 * Takes one request in. When it returns, event, delivery and run are committed; when it throws,
 * nothing is stored. A flow that answers its caller gives a reply instead.
 */
export async function receiveHook(request: HookRequest, requestId: string = newId("request")): Promise<HookAnswer> {
  const found = await findHook(request.path);
  if (found === null) return await captureOnly(request);
  demandPost(request);
  const { answer } = found;
  return answer === null ? await acknowledge(found, request) : { event: null, duplicate: false, reply: await respondToHook({ ...found, answer }, request, requestId) };
}
