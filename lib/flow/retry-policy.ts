import { unreachable } from "#lib/assert.ts";
import type { NodeSettings, RetryPolicy } from "./document.schema.ts";
import type { RunError } from "./run-error.ts";

export const defaultRetry: RetryPolicy = { attempts: 4, backoff: "exponential", delayMs: 1_000, maxDelayMs: 300_000 };

/** Whether trying again can help: outages and limits pass, refusals do not. */
export function mayPass(errorClass: RunError["class"]): boolean {
  switch (errorClass) {
    case "rate_limit":
    case "transient":
      return true;
    case "auth":
    case "permission":
    case "validation":
    case "not_found":
    case "conflict":
    case "provider":
    case "fatal":
    case "reference_missing":
    case "egress_blocked":
    case "quarantined":
    case "internal":
      return false;
    default:
      return unreachable(errorClass);
  }
}

/** A day: what asks for more is asked again then. */
const longestWaitMs = 86_400_000;

/**
 * Milliseconds to the next attempt, or null when there is none (SEMANTICS step-3). `failed` counts failed attempts;
 * attempts lost to a crash are not failures. What the other side asked for by Retry-After is a floor.
 * @param random in [0, 1): spreads exponential waits over half to one and a half of their length.
 */
export function nextDelay(settings: NodeSettings, failed: number, errorClass: RunError["class"], retryAfterMs: number | undefined, random: number): number | null {
  const policy = settings.retry ?? defaultRetry;
  if (failed >= policy.attempts || !mayPass(errorClass)) return null;
  const base = policy.backoff === "constant" ? policy.delayMs : policy.delayMs * 2 ** (failed - 1);
  const spread = policy.backoff === "constant" ? base : base * (0.5 + random);
  return Math.min(Math.max(Math.min(spread, policy.maxDelayMs), retryAfterMs ?? 0), longestWaitMs);
}
