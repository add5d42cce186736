"use client";

import { useMutation } from "@tanstack/react-query";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { instanceMutations } from "#lib/client/mutations/instance-mutations.ts";
import type { QueueJob } from "#lib/contracts/queue.schema.ts";

export function HandBackDialog({ job, onClose }: { job: QueueJob; onClose: () => void }) {
  const handBack = useMutation(instanceMutations.handBackJob);
  return (
    <ConfirmDialog
      title="Hand this job back?" action="Hand back" busy={handBack.isPending} error={handBack.error} onClose={onClose}
      onConfirm={() => handBack.mutate({ job: job.job, key: job.key, fence: job.fence }, { onSuccess: onClose })}
    >
      Its worker gives it up, and the next free one takes it: with one worker, the same again. A step under way is repeated with the same idempotency key, or asks when it cannot be repeated safely.
    </ConfirmDialog>
  );
}
