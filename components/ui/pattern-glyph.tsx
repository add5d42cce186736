import type { ReactNode } from "react";
import type { Pattern } from "#lib/flow/pattern.ts";
import { classes } from "./classes.ts";

export const patternNames: Record<Pattern, string> = { event: "Event", sync: "Sync", batch: "Batch", cdc: "CDC" };

const glyphs: Record<Pattern, ReactNode> = {
  event: (
    <>
      <path d="M4.5 8h2.2M6.7 8 11 3.6M6.7 8H11M6.7 8 11 12.4" />
      <circle cx="3" cy="8" r="1.7" fill="currentColor" stroke="none" />
      <circle cx="12.6" cy="3" r="1.3" /><circle cx="12.6" cy="8" r="1.3" /><circle cx="12.6" cy="13" r="1.3" />
    </>
  ),
  sync: <path d="M2 5.2h10.2M9.4 2.4l2.8 2.8-2.8 2.8M14 10.8H3.8M6.6 8 3.8 10.8l2.8 2.8" />,
  batch: <path d="M4.4 2.2H2.2v11.6h2.2M11.6 2.2h2.2v11.6h-2.2M5.4 5.2h5.2M5.4 8h5.2M5.4 10.8h5.2" />,
  cdc: <path d="M2.6 1.8v12.4M2.6 4.2h2M2.6 8h2M2.6 11.8h2M7 11.4h2.6V4.6h4.2M11.8 2.6l2 2-2 2" />,
};

export function PatternGlyph({ pattern, className }: { pattern: Pattern; className?: string | undefined }) {
  return <svg className={classes("ic", className)} viewBox="0 0 16 16" aria-hidden="true">{glyphs[pattern]}</svg>;
}
