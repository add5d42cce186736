"use client";

import { useEffect, useRef, useState } from "react";
import type { Region } from "#lib/contracts/runs.schema.ts";
import { paceOf, type RegionPace, ratePerSecond } from "./region-rate.ts";

/** Records a second of each running region, by source: between the last two looks, at first since its start. */
export function useRegionRates(regions: readonly Region[]): ReadonlyMap<string, number> {
  const seen = useRef(new Map<string, RegionPace>());
  const [rates, setRates] = useState<ReadonlyMap<string, number>>(() => new Map());
  useEffect(() => {
    const next = new Map<string, number>();
    for (const region of regions) {
      if (region.status !== "running") continue;
      const now = paceOf(region);
      const before = seen.current.get(region.source) ?? { records: 0, atMs: Date.parse(region.startedAt) };
      const rate = ratePerSecond(before, now);
      seen.current.set(region.source, now);
      if (rate !== null) next.set(region.source, rate);
    }
    setRates((old) => {
      const kept = [...old].filter(([source]) => regions.some((region) => region.source === source && region.status === "running"));
      return new Map([...kept, ...next]);
    });
  }, [regions]);
  return rates;
}
