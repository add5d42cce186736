import type { Region } from "#lib/contracts/runs.schema.ts";

/** How far a region had come at a moment of its own clock. */
export interface RegionPace {
  records: number;
  atMs: number;
}

/** Records that have left a region's source by now. */
export function recordsOf(region: Region): number {
  return region.counts[region.source]?.out ?? 0;
}

export function paceOf(region: Region): RegionPace {
  return { records: recordsOf(region), atMs: Date.parse(region.updatedAt) };
}

/** Records a second between two looks; null when no time has passed. */
export function ratePerSecond(before: RegionPace, now: RegionPace): number | null {
  const ms = now.atMs - before.atMs;
  return ms <= 0 ? null : Math.round(((now.records - before.records) / ms) * 1_000);
}
