/** The few codes every caller can branch on; `httpStatus` is the one place that maps them to HTTP. */
export const errorCodes = {
  invalid: 422,
  malformed: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_media_type: 415,
  precondition: 412,
  limit: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/**
 * A failure that may be shown to the caller: `message` says what happened and what to do next and holds no secret.
 * Anything thrown that is not an AppError is answered as `internal` without its message.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.details = options.details;
  }

  get httpStatus(): number {
    return errorCodes[this.code];
  }

  /** Survives duplicated modules (native Node and the web bundle each hold a copy of this class). */
  static is(value: unknown): value is AppError {
    return value instanceof Error && value.name === "AppError" && "code" in value;
  }
}
