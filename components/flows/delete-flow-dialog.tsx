"use client";

import { useMutation } from "@tanstack/react-query";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { flowMutations } from "#lib/client/mutations/flow-mutations.ts";

export interface DeleteFlowDialogProps {
  flow: { id: string; name: string; liveVersion: number | null };
  onClose: () => void;
}

export function DeleteFlowDialog({ flow, onClose }: DeleteFlowDialogProps) {
  const { slug } = useWorkspace();
  const remove = useMutation(flowMutations(slug).delete);
  return (
    <Dialog
      title={`Delete ${flow.name}?`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="ink" busy={remove.isPending} onClick={() => remove.mutate({ flow: flow.id }, { onSuccess: onClose })}>Delete flow</Button>
        </>
      }
    >
      <p>
        {flow.liveVersion === null
          ? "It was never published; its draft is lost. This cannot be undone."
          : "Its hook URL stops now, and its draft and versions are lost. Its runs stay readable. This cannot be undone."}
      </p>
      <FormError error={remove.error} />
    </Dialog>
  );
}
