"use client";

import { ViewportPortal } from "@xyflow/react";
import { memo } from "react";
import type { RegionBed } from "./region-beds.ts";

/** The water under the steps that work on the records of one source. It can neither be chosen nor moved: it follows them. */
export const RegionBedView = memo(function RegionBedView({ beds }: { beds: readonly RegionBed[] }) {
  if (beds.length === 0) return null;
  return (
    <ViewportPortal>
      {beds.map(({ source, x, y, width, height }) => (
        <div key={source} className="bed" style={{ width, height, transform: `translate(${x}px, ${y}px)` }}><span><b>Records</b>, one at a time</span></div>
      ))}
    </ViewportPortal>
  );
});
