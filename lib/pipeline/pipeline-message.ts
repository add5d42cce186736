import type { RegionProgress, RegionRequest } from "./region-request.ts";

/** What the process that runs regions is told. */
export type PipelineCall = { type: "advance"; id: number; request: RegionRequest } | { type: "abort"; id: number };

/** What it answers; besides, it says `ready` once, or `refused`, as every process under the launcher does. */
export type PipelineAnswer =
  | { type: "progress"; id: number; progress: RegionProgress }
  /** A fault of ours, logged there; the slice may be repeated. */
  | { type: "fault"; id: number };
