"use client";

import { formatAgo } from "./format-ago.ts";
import { formatInstant, type InstantStyle } from "./format-instant.ts";
import { useNow } from "./use-now.ts";

/** A point in time; the tip gives it in full. `ago` counts on while it is shown. */
export function Moment({ iso, style = "second" }: { iso: string; style?: InstantStyle | "ago" | undefined }) {
  const now = useNow(style === "ago" ? 10_000 : null);
  return (
    <time dateTime={iso} title={new Date(iso).toString()}>
      {style === "ago" ? formatAgo(iso, now) : formatInstant(iso, style)}
    </time>
  );
}
