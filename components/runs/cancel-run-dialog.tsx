"use client";

import { useMutation } from "@tanstack/react-query";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { runMutations } from "#lib/client/mutations/run-mutations.ts";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import { isFinal } from "./run-words.ts";

/** Says what a cancel does before it is done (SEMANTICS step-8). */
export function CancelRunDialog({ run, onClose }: { run: RunDetail; onClose: () => void }) {
  const { slug } = useWorkspace();
  const cancel = useMutation(runMutations(slug, run.id).cancel);
  const children = run.children.filter((child) => !isFinal(child.status)).length;
  const regions = run.regions.some((region) => region.status === "running");
  return (
    <Dialog
      title="Cancel this run?"
      onClose={onClose}
      footer={<><Button onClick={onClose}>Keep it running</Button><Button look="ink" busy={cancel.isPending} onClick={() => cancel.mutate(undefined, { onSuccess: onClose })}>Cancel run</Button></>}
    >
      <p>Ends at once; calls under way are recorded as unknown. What has happened by now stays as it is.</p>
      {children > 0 ? <p>{children === 1 ? "1 run it waits for is cancelled too." : `${children} runs it waits for are cancelled too.`}</p> : null}
      {regions ? <p>Records that are stored by now stay stored; the next run goes on after them.</p> : null}
      <FormError error={cancel.error} />
    </Dialog>
  );
}
