import type { RunError } from "#lib/flow/run-error.ts";
import { isJsonObject, type Json } from "#lib/json.ts";

/** What a caller who waits is sent. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** How a run stands for its caller; null: there is nothing to say yet (SEMANTICS sync-2). */
export type Outcome = { kind: "answered"; answer: Json } | { kind: "silent" } | { kind: "failed"; error: RunError } | { kind: "cancelled" };

/**
 * An answer is shown on the installation's own origin: whatever it holds runs no script there, frames nothing and sends
 * no form (CSP sandbox without allow-scripts), and no browser takes it for another type than it says.
 */
const guards = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "content-security-policy": "sandbox allow-popups; default-src 'none'; img-src https: data:; font-src https: data:; media-src https: data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

const jsonType = "application/json; charset=utf-8";
/** The other system's doing, not the flow's (RFC 9110, section 15.6.3). */
const providerClasses: ReadonlySet<RunError["class"]> = new Set(["provider", "transient", "rate_limit"]);

export function jsonReply(status: number, body: Json, headers: Record<string, string> = {}): Reply {
  return { status, headers: { "content-type": jsonType, ...guards, ...headers }, body: JSON.stringify(body) };
}

/** An error in the shape of every error of the API. */
export function errorReply(status: number, error: { code: string; message: string; requestId: string; run?: string; details?: Json }, headers: Record<string, string> = {}): Reply {
  return jsonReply(status, { error }, headers);
}

/** As `respond` gave it: JSON, unless its headers name another type and its body is text. */
function answered(answer: Json): Reply {
  const { status, headers, body } = isJsonObject(answer) ? answer : {};
  const code = typeof status === "number" ? status : 200;
  const own = (isJsonObject(headers) ? headers : {}) as Record<string, string>;
  const isEmpty = body === null || body === undefined || code === 204 || code === 205 || code === 304;
  const type = own["content-type"];
  const isText = typeof body === "string" && type !== undefined && !/^application\/(.+\+)?json\b/i.test(type);
  const sent = { ...guards, ...own };
  if (isEmpty) return { status: code, headers: sent, body: "" };
  return { status: code, headers: { "content-type": jsonType, ...sent }, body: isText ? body : JSON.stringify(body) };
}

const failureWords = {
  provider: "A system that this flow calls failed or did not answer. The run says which; send the request again later.",
  flow: "This flow failed. Its run, in Millrace, says why.",
  cancelled: "This run was cancelled before it answered.",
};

/** What the caller of a run is told. @param requestId of the request that is answered. */
export function replyOf(outcome: Outcome, runId: string, requestId: string): Reply {
  const run = { "millrace-run": runId };
  switch (outcome.kind) {
    case "answered": {
      const reply = answered(outcome.answer);
      return { ...reply, headers: { ...reply.headers, ...run } };
    }
    case "silent":
      return { status: 204, headers: { ...guards, ...run }, body: "" };
    case "failed": {
      const isProvider = providerClasses.has(outcome.error.class);
      return errorReply(isProvider ? 502 : 500, { code: outcome.error.code, message: isProvider ? failureWords.provider : failureWords.flow, requestId, run: runId }, run);
    }
    case "cancelled":
      return errorReply(500, { code: "cancelled", message: failureWords.cancelled, requestId, run: runId }, run);
  }
}
