/** A refusal of a sample system, as its API answers it. */
export class SampleError extends Error {
  readonly status: number;
  readonly code: string;
  /** What is wrong with which field, for 422. */
  readonly fields: readonly { field: string; message: string }[];
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, message: string, options: { fields?: readonly { field: string; message: string }[]; retryAfter?: number } = {}) {
    super(message);
    this.name = "SampleError";
    this.status = status;
    this.code = code;
    this.fields = options.fields ?? [];
    this.retryAfter = options.retryAfter;
  }
}
