import { type Answer, readAnswer } from "./answer.ts";
import { jobId, requestId, requestText } from "./request-text.ts";
import { signature } from "./signature.ts";
import type { Delivery } from "./store/claim-jobs.ts";

/** The serve handler of `inngest/edge`, called in process: no port, no HTTP. */
export type Handler = (request: Request) => Promise<Response>;

/** Nothing listens there; the SDK only reads path and query. */
export const serveUrl = "http://engine.internal/api/inngest";

/** One signed call of the SDK for a claimed job. Never throws: what goes wrong is an answer that costs an attempt. */
export async function call(handler: Handler, signingKey: string, delivery: Delivery, maxAttempts: number): Promise<Answer> {
  const body = requestText(delivery, maxAttempts);
  const target = delivery.stepId ?? "step";
  const request = new Request(`${serveUrl}?fnId=${encodeURIComponent(delivery.functionId)}&stepId=${target}`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      host: "engine.internal",
      "x-inngest-signature": signature(signingKey, body, Math.floor(Date.now() / 1000)),
      "x-run-id": delivery.runId,
      "x-request-id": requestId(delivery),
      "x-inngest-generation-id": String(delivery.fence),
      "x-inngest-job-id": jobId(delivery),
      "x-inngest-req-version": String(delivery.requestVersion),
      "x-inngest-step-id": target,
    },
  });
  try {
    return await readAnswer(await handler(request));
  } catch (error) {
    return { kind: "unreachable", error: { name: "EngineError", message: `The call failed: ${error instanceof Error ? error.message : String(error)}` } };
  }
}
