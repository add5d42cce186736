import { AppError } from "#lib/errors.ts";
import type { JsonObject } from "#lib/json.ts";
import { runtime } from "../runtime.ts";
import type { Proof } from "./find-hook.ts";
import { hookInput, type HookRequest } from "./hook-request.ts";
import { noteRefusal } from "./note-refusal.ts";
import { answerHubChallenge, answerSlackChallenge, type Challenge, isPing } from "./verification/answer-handshake.ts";
import { Refusal, unverified } from "./verification/refusal.ts";
import { senderId } from "./verification/sender-id.ts";
import { verifyRequest } from "./verification/verify-request.ts";
import { withoutToken } from "./verification/without-token.ts";

/** A request that comes from whom the flow expects, and may be stored. */
export interface Admitted {
  /** What the trigger gives. */
  input: JsonObject;
  dedupeId: string | null;
  /** It only tries the address: nothing is started by it. */
  isPing: boolean;
}

/**
 * Verifies a request over its raw bytes, then reads it. A challenge is what the provider wants to hear instead of an event.
 * @throws AppError unauthorized, method_not_allowed, or what `hookInput` throws for a body that is not taken in.
 */
export function admitRequest({ workspaceId, flowId, proof: { setup, secrets } }: { workspaceId: string; flowId: string; proof: Proof }, request: HookRequest): Admitted | Challenge {
  try {
    const challenge = answerHubChallenge(setup, request);
    if (challenge !== null) return challenge;
    if (request.method !== "POST") throw new AppError("method_not_allowed", "Post to this address; other methods do nothing.");
    const signature = verifyRequest(setup, { ...request, url: `${runtime().env.publicUrl}${request.target ?? `/api/hooks/${request.path}`}` }, secrets, Date.now());
    const input = hookInput(withoutToken(setup, request));
    return answerSlackChallenge(setup, input) ?? { input, dedupeId: senderId(setup, input, signature), isPing: isPing(setup, input) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    noteRefusal({ workspaceId, flowId }, error.reason, request);
    throw unverified();
  }
}
