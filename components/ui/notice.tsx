import type { ReactNode } from "react";
import { type Mark, signalOfMark, StatusMark } from "./status-mark.tsx";

export interface NoticeProps {
  mark: Mark;
  children: ReactNode;
  action?: ReactNode;
  /** Read aloud when it appears. */
  live?: boolean | undefined;
}

/** A fact that belongs on the page. */
export function Notice({ mark, children, action, live }: NoticeProps) {
  return (
    <div className="notice" data-s={signalOfMark(mark)} role={live ? (mark === "failed" ? "alert" : "status") : undefined}>
      <StatusMark mark={mark} />
      <div className="grow">{children}</div>
      {action}
    </div>
  );
}
