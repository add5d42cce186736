import { answerCaller } from "../answers/answer-caller.ts";
import type { AnswerSettings } from "../answers/answer-settings.ts";
import { inputProblems } from "../answers/input-problems.ts";
import { errorReply, type Reply } from "../answers/reply.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { transaction } from "../transaction.ts";
import type { Admitted } from "./admit-request.ts";
import { captureRequest } from "./capture-request.ts";
import type { FoundHook } from "./find-hook.ts";
import { callersKey, type HookRequest } from "./hook-request.ts";

/**
 * The answer of a flow whose caller waits; what does not fit starts nothing. The sender's own id stands for the request,
 * whatever key is sent with it. @throws AppError as `answerCaller`
 */
export async function respondToHook({ answer, captures, workspaceId, proof: _, ...subscriber }: FoundHook & { answer: AnswerSettings }, { input, dedupeId }: Admitted, request: HookRequest, requestId: string): Promise<Reply> {
  const problems = inputProblems(answer, input["body"] ?? null);
  if (problems.length > 0) {
    const message = `The request does not fit, and nothing was run. ${problems.slice(0, 10).map((problem) => problem.message).join(" ")}`;
    return errorReply(400, { code: "malformed", message, requestId, details: problems.map(({ field, message: said }) => ({ field, message: said })) });
  }
  if (captures) await transaction((client) => captureRequest(client, workspaceId, subscriber.flowId, packPayload(input)));
  const own = callersKey(request);
  return await answerCaller({
    requestId, workspaceId, input, source: `hook:${subscriber.flowId}`, name: "hook",
    subscriber: { ...subscriber, answerMs: answer.ms },
    key: dedupeId === null || dedupeId === own?.key ? own : { key: dedupeId, sent: dedupeId },
  });
}
