import { createHash } from "node:crypto";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import type { JsonObject } from "#lib/json.ts";
import { setOwn } from "#lib/flow/bindings/resolve.ts";
import type { Subscriber } from "../events/store-events.ts";
import { storedDocument } from "../flows/flow-answer.ts";
import { type PackedPayload, packPayload } from "../payloads/pack-payload.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { captureRequest, capturing } from "./capture-request.ts";
import { oneOrAll, readHookBody } from "./read-hook-body.ts";
import { storeDelivery } from "./store-delivery.ts";

export interface HookRequest {
  method: string;
  /** What comes after `/api/hooks/`. */
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

export interface HookAnswer {
  /** The stored event's id; for a duplicate, that of the first one. Null when nothing runs: the request was only captured. */
  event: string | null;
  duplicate: boolean;
  /** The sample it was kept as, while the hook captures. */
  captured?: string;
  note?: string;
}

/** Never stored: they are secrets between caller and server, or about the connection only. */
const droppedHeaders = new Set(["authorization", "proxy-authorization", "cookie", "connection", "keep-alive", "transfer-encoding", "upgrade"]);

function headersOf(request: HookRequest): JsonObject {
  const headers: JsonObject = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !droppedHeaders.has(name)) setOwn(headers, name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}

function queryOf(request: HookRequest): JsonObject {
  const query: JsonObject = {};
  for (const name of new Set(request.query.keys())) setOwn(query, name, oneOrAll(request.query.getAll(name)));
  return query;
}

/** The sender's id for this delivery: Standard Webhooks' `webhook-id`, else `Idempotency-Key`. */
function dedupeIdOf(request: HookRequest): string | null {
  const id = request.headers["webhook-id"] ?? request.headers["idempotency-key"];
  if (typeof id !== "string" || id === "") return null;
  return id.length <= 200 ? id : createHash("sha256").update(id).digest("base64url");
}

/** One answer for everything that is not there, so that nothing can be learnt from it. */
export function unknownHook(): AppError {
  return new AppError("not_found", "No published flow answers at this address.");
}

/** What the trigger gives: the request, without what is secret in it. @throws AppError for a body that is not taken in. */
function payloadOf(request: HookRequest): PackedPayload {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") throw new AppError("unsupported_media_type", "Send the body as it is, without Content-Encoding.");
  const body = readHookBody(request.body, typeof request.headers["content-type"] === "string" ? request.headers["content-type"] : undefined);
  return packPayload({ method: request.method, headers: headersOf(request), query: queryOf(request), body, receivedAt: new Date().toISOString() });
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
  if (request.method !== "POST") throw new AppError("method_not_allowed", "Post to this address; other methods do nothing.");
  const payload = payloadOf(request);
  const captured = await transaction((client) => captureRequest(client, flow.workspace_id, flow.flow_id, payload));
  if (captured === null) throw unknownHook();
  return { event: null, duplicate: false, captured, note: "Captured, not run: the flow is not published." };
}

/**
 * Takes one request in. When it returns, event, delivery and run are committed; when it throws,
 * nothing is stored.
 */
export async function receiveHook(request: HookRequest): Promise<HookAnswer> {
  const found = await runtime().pool.query<Subscriber & { workspaceId: string; captures: boolean }>({
    name: "hook-subscription",
    text: `select s.workspace_id as "workspaceId", s.flow_id as "flowId", s.version, s.status, s.pattern, s.settings->'limits' as limits, f.keep_days as "keepDays", ${capturing("s")} as captures
           from subscriptions s join flows f on f.id = s.flow_id where s.kind = 'hook' and s.key = $1 and not s.settings ? 'form'`,
    values: [request.path],
  });
  const subscriber = found.rows[0];
  if (!subscriber) return await captureOnly(request);
  if (request.method !== "POST") throw new AppError("method_not_allowed", "Post to this address; other methods do nothing.");

  const { workspaceId, flowId } = subscriber;
  const event = {
    id: newId("event"),
    source: `hook:${flowId}`,
    name: "hook",
    dedupeId: dedupeIdOf(request),
    payload: payloadOf(request),
  };
  const kept: { captured?: string } = {};
  const delivered = await storeDelivery(workspaceId, subscriber, event, async (client) => {
    const captured = subscriber.captures ? await captureRequest(client, workspaceId, flowId, event.payload) : null;
    if (captured !== null) kept.captured = captured;
  });
  return { ...delivered, ...kept };
}
