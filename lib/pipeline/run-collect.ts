import type { Chunk } from "./chunk.ts";
import type { RegionNode } from "./compile-region.ts";
import type { Frame } from "./frame.ts";
import { RegionFailed } from "./region-error.ts";
import type { Gathered } from "./region-stores.ts";

const mostChars = 16 * 1024 * 1024;

/** Keeps the records for the steps after the region; they are stored with the chunk (SEMANTICS region-7). @throws RegionFailed past its bound. */
export function runCollect(from: RegionNode, limit: number, gathered: Gathered, frames: readonly Frame[], chunk: Chunk): void {
  const { id, name } = from.node;
  for (const frame of frames) {
    const item = JSON.stringify(frame.value);
    chunk.items.push({ node: id, place: gathered.items, item });
    chunk.sample(id, frame.value);
    gathered.items += 1;
    gathered.chars += item.length;
    if (gathered.items <= limit && gathered.chars <= mostChars) continue;
    const bound = gathered.items > limit ? `${limit} records` : "16 MB";
    throw new RegionFailed({ class: "validation", code: "collect_full", node: id, message: `“${name}” holds at most ${bound}, and there are more. Raise its limit, filter the records before it, or load them into a table.` });
  }
  chunk.countsOf(id).written += frames.length;
}
