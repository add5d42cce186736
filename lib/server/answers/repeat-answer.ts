import { AppError } from "#lib/errors.ts";
import { findKey } from "./answer-key.ts";
import type { Arrived } from "./call.ts";
import { readAnswer } from "./read-answer.ts";
import { errorReply, type Reply, replyOf } from "./reply.ts";

/** What a request gets whose key came before (SEMANTICS sync-3). */
export async function repeatAnswer({ answerKey, requestId, workspaceId }: Arrived): Promise<Reply> {
  const first = answerKey === null ? null : await findKey(answerKey);
  if (first === null) throw new AppError("unavailable", "The request could not be stored just now. Send it again.");
  if (!first.isSame) return errorReply(422, { code: "invalid", message: "This Idempotency-Key came before with another request. Use a new key for a new request.", requestId });
  const standing = await readAnswer(workspaceId, first.eventId);
  if (standing === null || standing.isGone) return errorReply(410, { code: "gone", message: "This was done before, and its answer is not kept. It was not repeated.", requestId });
  if (standing.outcome === null || standing.runId === null) {
    return errorReply(409, { code: "conflict", message: "The first request with this Idempotency-Key is still running. Ask again in a moment.", requestId, ...(standing.runId === null ? {} : { run: standing.runId }) }, { "retry-after": "1" });
  }
  const reply = replyOf(standing.outcome, standing.runId, requestId);
  return { ...reply, headers: { ...reply.headers, "idempotency-replayed": "true" } };
}
