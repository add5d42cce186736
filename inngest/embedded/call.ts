import { type Answer, readAnswer } from "./answer.ts";
import { jobId, requestId, requestText } from "./request-text.ts";
import type { Handler } from "./handler.ts";
import { signature } from "./signature.ts";
import type { Delivery } from "./store/claim-jobs.ts";

/** Nothing listens there; the SDK only reads path and query. */
export const serveUrl = "http://engine.internal/api/inngest";

/** Of calls that name no step: the same few for ever, and the SDK asks for it again and again. */
const urls = new Map<string, URL>();

function urlOf(functionId: string, target: string): URL {
  const known = urls.get(functionId);
  if (target === "step" && known) return known;
  const url = new URL(`${serveUrl}?fnId=${encodeURIComponent(functionId)}&stepId=${target}`);
  if (target === "step") urls.set(functionId, url);
  return url;
}

/** One signed call of the SDK for a claimed job. Never throws: what goes wrong is an answer that costs an attempt. */
export async function call(handler: Handler, signingKey: string, delivery: Delivery, maxAttempts: number): Promise<Answer> {
  const body = requestText(delivery, maxAttempts);
  const target = delivery.stepId ?? "step";
  const headers = {
    "content-type": "application/json",
    host: "engine.internal",
    "x-inngest-signature": signature(signingKey, body, Math.floor(Date.now() / 1000)),
    "x-run-id": delivery.runId,
    "x-request-id": requestId(delivery),
    "x-inngest-generation-id": String(delivery.fence),
    "x-inngest-job-id": jobId(delivery),
    "x-inngest-req-version": String(delivery.requestVersion),
    "x-inngest-step-id": target,
  };
  try {
    return readAnswer(await handler({ method: "POST", url: urlOf(delivery.functionId, target), headers, body }));
  } catch (error) {
    return { kind: "unreachable", error: { name: "EngineError", message: `The call failed: ${error instanceof Error ? error.message : String(error)}` } };
  }
}
