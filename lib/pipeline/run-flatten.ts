import { StepError } from "#lib/connectors/step-error.ts";
import type { Chunk } from "./chunk.ts";
import type { RegionNode } from "./compile-region.ts";
import { eachRecord } from "./each-record.ts";
import type { Frame } from "./frame.ts";
import type { RegionContext } from "./region-context.ts";

/** One record an item; its key is the record's with the item's number (SEMANTICS region-3). */
export async function runFlatten(context: RegionContext, from: RegionNode, frames: readonly Frame[], chunk: Chunk): Promise<void> {
  await eachRecord(context, from, frames, chunk, (frame, { list }) => {
    if (!Array.isArray(list)) throw new StepError("validation", "no_list", "What should be flattened is no list. Refer to a list in the record.");
    for (const [index, item] of list.entries()) chunk.make(from, "out", frame, item, `${frame.key}/${index}`);
  });
}
