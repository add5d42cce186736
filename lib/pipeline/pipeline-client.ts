// Placeholder of the lead until the pipeline helper's client lands: overwrite it.
import type { RegionProgress, RegionRequest } from "./region-request.ts";
export function createPipelineClient(_: { log: unknown }): { advance(request: RegionRequest, signal: AbortSignal): Promise<RegionProgress>; stop(): Promise<void> } {
  return { advance: () => Promise.reject(new Error("no pipeline yet")), stop: () => Promise.resolve() };
}
