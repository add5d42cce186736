import type { EarlierChunks } from "./region-stores.ts";

/** Where a chunk ends: as it was made before, else when it has enough (SEMANTICS region-6). */
export type ChunkBound = { by: "pages"; pages: number } | { by: "records"; records: number } | { by: "limits" };

const limits = { records: 10_000, chars: 8 * 1024 * 1024, ms: 2_000 };

/** @param planned pages of this chunk, when they were fixed before a restart. */
export function chunkBound(number: number, planned: number | null, earlier: EarlierChunks): ChunkBound {
  if (planned !== null) return { by: "pages", pages: planned };
  const records = earlier.records[number - 1];
  if (records !== undefined) return { by: "records", records };
  if (earlier.planned !== null && number === earlier.records.length + 1) return { by: "pages", pages: earlier.planned };
  return { by: "limits" };
}

export function isFull(bound: ChunkBound, so: { pages: number; records: number; chars: number; ms: number }): boolean {
  switch (bound.by) {
    case "pages":
      return so.pages >= bound.pages;
    case "records":
      return so.records >= bound.records;
    case "limits":
      return so.records >= limits.records || so.chars >= limits.chars || so.ms >= limits.ms;
  }
}
