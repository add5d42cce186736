import type { IncomingMessage, ServerResponse } from "node:http";
import { newId } from "#lib/ids.ts";
import { runtime } from "../runtime.ts";
import { errorReply, jsonReply, type Reply, replyOf } from "./reply.ts";
import { readAnswer } from "./read-answer.ts";
import { sendReply } from "./send-reply.ts";
import { readStatusToken, statusPrefix } from "./status-link.ts";

async function statusOf(request: IncomingMessage, requestId: string): Promise<Reply> {
  if (request.method !== "GET" && request.method !== "HEAD") return errorReply(405, { code: "method_not_allowed", message: "Read this address with GET.", requestId }, { allow: "GET" });
  const named = readStatusToken(new URL(request.url ?? "/", "http://status.internal").pathname.slice(statusPrefix.length));
  const standing = named && (await readAnswer(named.workspaceId, named.eventId));
  if (!standing) return errorReply(404, { code: "not_found", message: "No request has this address, or it is not kept any more.", requestId });
  const { isGone, outcome, runId, state } = standing;
  if (isGone) return errorReply(410, { code: "gone", message: "The answer was given, and is not kept.", requestId });
  if (outcome === null || runId === null) return jsonReply(200, { run: runId, state }, { "retry-after": "1" });
  const { body, headers, status } = replyOf(outcome, runId, requestId);
  const isJson = headers["content-type"]?.startsWith("application/json") === true;
  return jsonReply(200, { run: runId, state, response: { status, contentType: headers["content-type"] ?? null, body: body === "" ? null : isJson ? JSON.parse(body) : body } });
}

/** Answers `/api/answers/<link>`, which a caller was given at the deadline: how the run stands and what it answered, nothing else (SEMANTICS sync-2). */
export async function handleStatus(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = newId("request");
  try {
    request.resume();
    sendReply(response, await statusOf(request, requestId));
  } catch (err) {
    runtime().log.error({ err, requestId }, "status.failed");
    sendReply(response, errorReply(503, { code: "unavailable", message: "It could not be read just now. Ask again in a moment.", requestId }, { "retry-after": "1" }));
  }
}
