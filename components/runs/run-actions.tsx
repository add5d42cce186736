"use client";

import { CircleStop, RotateCw } from "lucide-react";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import { CancelRunDialog } from "./cancel-run-dialog.tsx";
import { isFinal } from "./run-words.ts";

/** What an editor can do with the run as it stands: end it, or run it again. */
export function RunActions({ run, onReplay }: { run: RunDetail; onReplay: (from: string | undefined) => void }) {
  const { may } = useWorkspace();
  const [cancelling, setCancelling] = useState(false);
  const over = isFinal(run.status);
  if (!may("runs:start")) return null;
  const failed = run.status === "failed" ? run.steps.find((step) => step.node === run.error?.node) : undefined;
  return (
    <>
      {over ? run.keepsData ? (
        <Button look="ink" onClick={() => onReplay(failed?.node)}><RotateCw className="ic ic-s" aria-hidden />{failed ? `Replay from ${failed.name}` : "Replay"}</Button>
      ) : null : (
        <Button onClick={() => setCancelling(true)}><CircleStop className="ic ic-s" aria-hidden />Cancel run</Button>
      )}
      {cancelling && !over ? <CancelRunDialog run={run} onClose={() => setCancelling(false)} /> : null}
    </>
  );
}
