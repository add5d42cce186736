import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { hookCounts } from "../metrics/hook-counts.ts";
import { runtime } from "../runtime.ts";
import { sendReply } from "../answers/send-reply.ts";
import { readBody } from "./read-body.ts";
import { receiveHook } from "./receive-hook.ts";

export const hookPrefix = "/api/hooks/";

function answer(response: ServerResponse, status: number, body: unknown, extra: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...extra,
  });
  response.end(text);
}

/** Plain text that no browser takes for anything else, whatever a stranger wants to hear back. */
function answerChallenge(response: ServerResponse, challenge: string): void {
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8", "content-length": Buffer.byteLength(challenge), "cache-control": "no-store", "x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'; sandbox" });
  response.end(challenge);
}

function answerError(response: ServerResponse, error: unknown, requestId: string): void {
  hookCounts()[AppError.is(error) && error.httpStatus < 500 ? "refused" : "failed"] += 1;
  if (AppError.is(error)) {
    // What was not read of a refused body must not be taken for the next request.
    const close: Record<string, string> = error.code === "too_large" || error.code === "malformed" ? { connection: "close" } : {};
    if (error.code === "unavailable") Object.assign(close, { connection: "close", "retry-after": "5" });
    const allow: Record<string, string> = error.code === "method_not_allowed" ? { allow: "POST" } : {};
    return answer(response, error.httpStatus, { error: { code: error.code, message: error.message, requestId } }, { ...close, ...allow });
  }
  runtime().log.error({ err: error, requestId }, "hook.failed");
  const message = "The request could not be stored just now. Send it again; nothing was kept of it.";
  answer(response, 503, { error: { code: "unavailable", message, requestId } }, { "retry-after": "5" });
}

/**
 * Answers a request under `/api/hooks/` on the web process's own server, before Next: 202 when it is stored.
 * It costs a fraction of a Next route (ARCHITECTURE, "Hook ingress").
 */
export async function handleHook(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = newId("request");
  try {
    const url = new URL(request.url ?? "/", "http://hook.internal");
    const body = await readBody(request);
    const taken = await receiveHook({
      method: request.method ?? "GET",
      path: url.pathname.slice(hookPrefix.length),
      target: request.url ?? "/",
      query: url.searchParams,
      headers: request.headers,
      body,
    }, requestId);
    if (taken.challenge !== undefined) return answerChallenge(response, taken.challenge);
    if (taken.reply) {
      hookCounts().accepted += 1;
      return sendReply(response, taken.reply);
    }
    hookCounts()[taken.duplicate ? "duplicate" : "accepted"] += 1;
    answer(response, 202, taken);
  } catch (error) {
    if (!response.headersSent && !response.destroyed) answerError(response, error, requestId);
  }
}
