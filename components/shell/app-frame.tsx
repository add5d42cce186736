import type { ReactNode } from "react";
import { classes } from "#components/ui/classes.ts";

export interface AppFrameProps {
  rail: ReactNode;
  tabbar: ReactNode;
  /** The rail shrinks to icons where a canvas is the page. */
  tight?: boolean | undefined;
  children: ReactNode;
}

/** Skip link, rail, page, and the bar at the bottom of small screens. Each page brings its own `main` with id `page`. */
export function AppFrame({ rail, tabbar, tight, children }: AppFrameProps) {
  return (
    <>
      <a className="skip" href="#page">Skip to the page</a>
      <div className={classes("app", tight && "is-tight")}>
        {rail}
        {children}
      </div>
      {tabbar}
    </>
  );
}
