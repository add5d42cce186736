import type { CSSProperties } from "react";
import type { Signal } from "./signal.ts";

export interface GaugeProps {
  /** What is measured, with its numbers: "38 of 60 calls a minute". */
  label: string;
  value: number;
  max: number;
  signal?: Signal | undefined;
}

/** The staff gauge: a number that has a limit, on ten ticks with a pointer. The text stands beside it. */
export function Gauge({ label, value, max, signal }: GaugeProps) {
  const share = max > 0 ? Math.min(100, Math.max(0, (value / max) * 100)) : 0;
  return (
    <span
      className="gauge"
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(value, max)}
      data-s={signal}
      style={{ "--v": `${share}%` } as CSSProperties}
    >
      <i /><b />
    </span>
  );
}
