import type { RunError } from "#lib/flow/run-error.ts";

/** A call that brought no usable reply. `message` is written for people and holds no secret. */
export class EgressError extends Error {
  readonly class: RunError["class"];
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(errorClass: RunError["class"], code: string, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "EgressError";
    this.class = errorClass;
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }

  static is(value: unknown): value is EgressError {
    return value instanceof Error && value.name === "EgressError" && "class" in value;
  }
}

const advice = "The admin of this instance can allow it under Admin, Egress, or with MILLRACE_EGRESS_ALLOW.";

/** The target is not one that flows may reach. */
export function blocked(code: string, message: string, options: { askAdmin?: boolean } = {}): EgressError {
  return new EgressError("egress_blocked", code, options.askAdmin ? `${message} ${advice}` : message);
}
