"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { fieldErrors } from "#lib/client/field-errors.ts";
import { flowMutations } from "#lib/client/mutations/flow-mutations.ts";

export function PauseFlowDialog({ flow, isScheduled, onClose }: { flow: { id: string; name: string }; isScheduled: boolean; onClose: () => void }) {
  const { slug } = useWorkspace();
  const form = useId();
  const [reason, setReason] = useState("");
  const { pause: pauseFlow } = flowMutations(slug);
  const pause = useMutation(pauseFlow);
  function submit(event: FormEvent) {
    event.preventDefault();
    pause.mutate({ flow: flow.id, reason }, { onSuccess: onClose });
  }
  return (
    <Dialog
      title={`Pause ${flow.name}`}
      onClose={onClose}
      footer={<><Button onClick={onClose}>Cancel</Button><Button look="ink" type="submit" form={form} busy={pause.isPending}>Pause flow</Button></>}
    >
      <p>
        {isScheduled ? "Its schedule starts nothing until the flow is resumed; what comes meanwhile counts as missed then. " : "What arrives from now on is kept and runs when the flow is resumed. "}
        Runs under way go on.
      </p>
      <form id={form} className="form-rows" onSubmit={submit}>
        <Field label="Reason" hint="Shown to everyone, so that they know when to resume it." error={fieldErrors(pause.error)["reason"]}>
          {(control) => <TextInput {...control} required maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />}
        </Field>
        <FormError error={pause.error} />
      </form>
    </Dialog>
  );
}
