import type { SandboxError } from "./sandbox-job.ts";

/** How one evaluation went, before its console is added. */
export type Outcome =
  | { ok: true; text: string }
  /** `spoiled`: the process must not go on, since an error came out of the interpreter itself. */
  | { ok: false; error: SandboxError; spoiled?: true };

/** One evaluation; `input` is JSON text. */
export type Evaluate = (input: string) => Outcome;
