import type { RunError } from "#lib/flow/run-error.ts";

export interface Refusal {
  class: RunError["class"];
  code: string;
  /** From `Retry-After`. */
  retryAfterMs?: number;
}

/** What a status means for a retry: null for 2xx, else its class; only 408, 429 and 5xx may pass by themselves. */
export function classifyReply(status: number, headers: Readonly<Record<string, string>>, now: number = Date.now()): Refusal | null {
  if (status >= 200 && status <= 299) return null;
  const retryAfterMs = readRetryAfter(headers["retry-after"], now);
  return { class: classOf(status), code: `http_${status}`, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
}

function classOf(status: number): RunError["class"] {
  if (status === 401) return "auth";
  if (status === 403) return "permission";
  if (status === 404 || status === 410) return "not_found";
  if (status === 409) return "conflict";
  if (status === 429) return "rate_limit";
  if (status === 408 || status >= 500) return "transient";
  return status < 400 ? "provider" : "validation";
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3), in milliseconds from now. */
function readRetryAfter(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
