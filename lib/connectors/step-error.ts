import type { RunError } from "#lib/flow/run-error.ts";

/** A step failed in a way the retry policy and the run's page understand: the class decides, the message explains. */
export class StepError extends Error {
  readonly class: RunError["class"];
  readonly code: string;
  /** What the other side asked for by `Retry-After`, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(errorClass: RunError["class"], code: string, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "StepError";
    this.class = errorClass;
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}
