"use client";

import { useState } from "react";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Moment } from "#components/ui/moment.tsx";
import type { Keeping } from "./use-author-draft.ts";

/** Whether what is written here outlives the page, and the way back to where it began. */
export function KeepingLine({ keeping, onStartOver }: { keeping: Keeping; onStartOver: () => void }) {
  const [isAsking, setAsking] = useState(false);
  if (keeping.kind === "untouched") return <p className="small muted">What you write is kept on this device, seen by nobody else until you publish.</p>;
  return (
    <p className="small muted row wrap">
      {keeping.kind === "unkept" ? <b>Not kept: this browser stores nothing for this page. What you write is lost when you leave.</b> : (
        <span>{keeping.isOld ? "What you wrote here before is still here. " : null}Kept on this device <Moment iso={keeping.at} />, seen by nobody else.</span>
      )}
      <button type="button" className="link" onClick={() => setAsking(true)}>Start over</button>
      {isAsking ? (
        <ConfirmDialog
          title="Start over?" action="Delete it and start over" busy={false} error={null} onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            onStartOver();
          }}
        >
          What you wrote here is deleted from this device. The page begins again as it was when you first opened it. What is published stays.
        </ConfirmDialog>
      ) : null}
    </p>
  );
}
