import type { CSSProperties } from "react";
import type { Signal } from "./signal.ts";

export interface Bar {
  signal: Signal;
  /** Height from 0 to 1. */
  share: number;
}

/** A barcode: one bar a run, height is duration, colour is status; the label says it in words. */
export function Bars({ bars, label }: { bars: readonly Bar[]; label: string }) {
  return (
    <span className="bars" role="img" aria-label={label} title={label}>
      {bars.map((bar, index) => (
        <i key={index} data-s={bar.signal} style={{ "--h": `${Math.round(4 + bar.share * 14)}px` } as CSSProperties} />
      ))}
    </span>
  );
}
