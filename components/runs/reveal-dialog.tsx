"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { type Reveal, runMutations } from "#lib/client/mutations/run-mutations.ts";
import type { Json } from "#lib/json.ts";

interface RevealDialogProps {
  run: string;
  place: Reveal;
  onClose: () => void;
  onReveal: (value: Json) => void;
}

const whole: Partial<Record<Reveal["part"], string>> = { logs: "the log", error: "the message", reason: "the reason", "reject-error": "the message" };

/** Asks why, and says that looking is written down, before a hidden value is shown. */
export function RevealDialog({ run, place, onClose, onReveal }: RevealDialogProps) {
  const { slug } = useWorkspace();
  const form = useId();
  const [reason, setReason] = useState("");
  const reveal = useMutation(runMutations(slug, run).reveal);
  const what = whole[place.part] ?? (place.path?.join(".") || "the value");
  function submit(event: FormEvent) {
    event.preventDefault();
    reveal.mutate({ ...place, reason }, { onSuccess: ({ value }) => onReveal(value) });
  }
  return (
    <Dialog title={`Reveal ${what}`} onClose={onClose} footer={<><Button onClick={onClose}>Cancel</Button><Button look="ink" type="submit" form={form} busy={reveal.isPending}>Reveal</Button></>}>
      <p>A field rule hides it. You see it until you leave this page; that you looked, and what you write here, is in the workspace’s audit log.</p>
      <form id={form} className="form-rows" onSubmit={submit}>
        <Field label="Reason (optional)">
          {(control) => <TextInput {...control} maxLength={500} value={reason} placeholder="Such as a ticket’s number" onChange={(event) => setReason(event.currentTarget.value)} />}
        </Field>
        <FormError error={reveal.error} />
      </form>
    </Dialog>
  );
}
