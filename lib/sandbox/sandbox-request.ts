import type { SandboxJob, SandboxLimits } from "./sandbox-job.ts";

/** The first frame of a job; one frame of JSON text for each of its inputs follows. */
export interface SandboxRequest {
  kind: SandboxJob["kind"];
  source: string;
  count: number;
  limits: SandboxLimits;
}
