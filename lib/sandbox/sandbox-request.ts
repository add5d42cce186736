import type { SandboxJob, SandboxLimits, SandboxResult } from "./sandbox-job.ts";

/**
 * What the two processes say to each other, a frame each. The child begins with `ready`. The parent sends a request; the
 * child says `begun`, from when its time counts; the parent sends JSON text for each input, and the child answers each
 * with a `SandboxReply`. Before `ready` and `begun` the child names modules of its own, and gets their sources.
 */
export interface SandboxRequest {
  kind: SandboxJob["kind"];
  source: string;
  count: number;
  /** The clock of expressions; empty for code, which has its own. */
  now: string;
  limits: SandboxLimits;
  /** What is left of the job's time. */
  leftMs: number;
}

/** `spoiled`: the child ends itself after this reply. */
export type SandboxReply = SandboxResult & { spoiled?: true };

export const readyWord = "ready";
export const begunWord = "begun";
/** All results and errors of a job, in multiples of what one result may have. */
export const resultsAtMost = 8;
