import type { CelError } from "#lib/flow/bindings/cel-error.ts";
import type { Json, JsonObject } from "#lib/json.ts";

export interface SandboxLimits {
  /** Milliseconds of a whole job, counted from when a process has taken it. */
  timeoutMs: number;
  /** Memory of the code's own data; what is below 16 MiB counts as 16 MiB. Expressions share the bound of their process. */
  memoryBytes: number;
  /** JSON text of one result; all results of a job may have eight times as much. */
  outputBytes: number;
  /** What the code writes to the console, over the whole job. */
  logBytes: number;
}

/** One evaluation of the same program for each input or scope, in order; none sees anything of another. */
export type SandboxJob =
  | { kind: "code"; source: string; inputs: readonly Json[] }
  /** `source` as it is stored, scopes by node id; `now` is the run's start as ISO text, the only clock there is. */
  | { kind: "cel"; source: string; scopes: readonly JsonObject[]; now: string };

export type SandboxErrorCode = "SANDBOX_TIMEOUT" | "SANDBOX_MEMORY" | "SANDBOX_STACK" | "SANDBOX_OUTPUT" | "SANDBOX_SYNTAX" | "SANDBOX_ERROR";

export interface SandboxError {
  code: SandboxErrorCode;
  message: string;
  /** Of the user's source, from 1. */
  line?: number;
  /** What an expression would have thrown in process. */
  cel?: Pick<CelError, "code" | "node" | "path">;
}

export type SandboxResult = { ok: true; value: Json; logs: string[] } | { ok: false; error: SandboxError; logs: string[] };
