import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import type { Signal } from "./signal.ts";

/** Signals, and the marks of issues: `failed` is the blocking diamond, `warning` the triangle, `hint` the ring with i. */
export type Mark = Signal | "warning" | "hint";

const shapes: Record<Mark, ReactNode> = {
  running: <><circle cx="7" cy="7" r="4.8" opacity=".3" /><path className="turn" d="M7 2.2A4.8 4.8 0 0 1 11.8 7" /></>,
  success: <><circle className="f" cx="7" cy="7" r="5.2" /><path className="k" d="M4.6 7.2 6.3 8.9 9.5 5.4" /></>,
  failed: <><path className="f" d="M7 1.6 12.4 7 7 12.4 1.6 7z" /><path className="k" d="M7 4.4v3M7 9.6v.01" /></>,
  waiting: <><circle cx="7" cy="7" r="5" strokeWidth="1.6" /><path d="M7 4.3V7l1.9 1.3" strokeWidth="1.6" /></>,
  skipped: <circle cx="7" cy="7" r="5" strokeWidth="1.6" strokeDasharray="2 2.2" />,
  cancelled: <><circle cx="7" cy="7" r="5" strokeWidth="1.6" /><path d="M3.6 10.4 10.4 3.6" strokeWidth="1.6" /></>,
  warning: <><path className="f" d="M7 2.2 12.6 12H1.4z" /><path className="k" d="M7 5.8v2.4M7 10.1v.01" strokeWidth="1.6" /></>,
  hint: <><circle cx="7" cy="7" r="5" strokeWidth="1.6" /><path d="M7 6.6v3M7 4.4v.01" strokeWidth="1.6" /></>,
};

export function signalOfMark(mark: Mark): Signal {
  if (mark === "warning") return "waiting";
  return mark === "hint" ? "skipped" : mark;
}

/** Decoration only: a word always stands beside it. */
export function StatusMark({ mark, className }: { mark: Mark; className?: string | undefined }) {
  return (
    <svg className={classes("mk", className)} data-s={signalOfMark(mark)} viewBox="0 0 14 14" aria-hidden="true">
      {shapes[mark]}
    </svg>
  );
}
