import type { ReactNode } from "react";
import { Button } from "./button.tsx";

export interface ErrorStateProps {
  /** What did not load or happen: "The run list did not load". */
  title: string;
  /** What is safe and what to do. */
  children: ReactNode;
  onRetry?: (() => void) | undefined;
  /** Shown small, for a report. */
  requestId?: string | null | undefined;
}

/** A part of a page that failed; the page around it stays. */
export function ErrorState({ title, children, onRetry, requestId }: ErrorStateProps) {
  return (
    <div className="empty" role="alert">
      <b className="empty-title">{title}</b>
      <p className="muted">{children}</p>
      {requestId ? <p className="small faint">Request <span className="data">{requestId}</span></p> : null}
      {onRetry ? <div className="empty-action"><Button onClick={onRetry}>Try again</Button></div> : null}
    </div>
  );
}
