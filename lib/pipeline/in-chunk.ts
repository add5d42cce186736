import type { PlanNode } from "#lib/flow/plan.ts";
import { ChunkFailed, RegionFailed, RegionLost } from "./region-error.ts";
import { describeFault, type RegionContext } from "./region-context.ts";
import { isClassified } from "./try-action.ts";

/** Work of a source or sink: whatever it throws fails the chunk, never the process (SEMANTICS region-5). */
export async function inChunk<Result>(context: Pick<RegionContext, "deps" | "held" | "signal">, node: PlanNode, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof ChunkFailed || error instanceof RegionFailed || error instanceof RegionLost) throw error;
    throw new ChunkFailed(describeFault(context, error, node.id), isClassified(error) ? error.retryAfterMs : undefined);
  }
}
