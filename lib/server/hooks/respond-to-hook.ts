import { newId } from "#lib/ids.ts";
import { answerCaller } from "../answers/answer-caller.ts";
import type { AnswerSettings } from "../answers/answer-settings.ts";
import { authorizeCaller } from "../answers/authorize-caller.ts";
import { inputProblems } from "../answers/input-schema.ts";
import { errorReply, type Reply } from "../answers/reply.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { transaction } from "../transaction.ts";
import { captureRequest } from "./capture-request.ts";
import type { FoundHook } from "./find-hook.ts";
import { callersKey, hookInput, type HookRequest } from "./hook-request.ts";

/**
 * The answer of a flow whose caller waits: who may not call it, or sends what does not fit, starts nothing.
 * @throws AppError for a caller or a body that is not taken in, and as `answerCaller`.
 */
export async function respondToHook({ answer, captures, workspaceId, ...subscriber }: FoundHook & { answer: AnswerSettings }, request: HookRequest, requestId: string = newId("request")): Promise<Reply> {
  const secret = await authorizeCaller(workspaceId, answer.auth, request.headers);
  const input = hookInput(secret === null ? request : { ...request, headers: { ...request.headers, [secret]: undefined } });
  const problems = inputProblems(answer, input["body"] ?? null);
  if (problems.length > 0) {
    const message = `The request does not fit, and nothing was run. ${problems.slice(0, 10).map((problem) => problem.message).join(" ")}`;
    return errorReply(400, { code: "malformed", message, requestId, details: problems.map(({ field, message: said }) => ({ field, message: said })) });
  }
  if (captures) await transaction((client) => captureRequest(client, workspaceId, subscriber.flowId, packPayload(input)));
  return await answerCaller({ requestId, workspaceId, input, source: `hook:${subscriber.flowId}`, name: "hook", subscriber: { ...subscriber, answerMs: answer.ms }, key: callersKey(request) });
}
