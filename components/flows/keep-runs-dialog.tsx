"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { fieldErrors } from "#lib/client/field-errors.ts";
import { flowMutations } from "#lib/client/mutations/flow-mutations.ts";
import type { Keep } from "#lib/contracts/flows.schema.ts";

type Days = `${Keep["days"]}`;

/** Runs go together with those of the days around them, so each stays a little longer than said. */
const choices: readonly { value: Days; label: string; goes: string }[] = [
  { value: "0", label: "No data", goes: "30 to 40 days" },
  { value: "1", label: "1 day", goes: "1 to 2 days" },
  { value: "7", label: "7 days", goes: "7 to 9 days" },
  { value: "30", label: "30 days", goes: "30 to 40 days" },
  { value: "365", label: "365 days", goes: "365 to 426 days" },
];

export function KeepRunsDialog({ flow, onClose }: { flow: { id: string; name: string; keep: Keep }; onClose: () => void }) {
  const { slug } = useWorkspace();
  const form = useId();
  const [days, setDays] = useState<Days>(`${flow.keep.days}`);
  const [megabytes, setMegabytes] = useState(flow.keep.megabytes === null ? "" : String(flow.keep.megabytes));
  const { keep: keepRuns } = flowMutations(slug);
  const keep = useMutation(keepRuns);
  const limit = megabytes.trim() === "" ? null : Number(megabytes);
  const isTighter = limit !== null && (flow.keep.megabytes === null || limit < flow.keep.megabytes);
  function submit(event: FormEvent) {
    event.preventDefault();
    keep.mutate({ flow: flow.id, days: Number(days) as Keep["days"], megabytes: limit }, { onSuccess: onClose });
  }
  return (
    <Dialog
      title={`Keep runs of ${flow.name}`}
      onClose={onClose}
      footer={<><Button onClick={onClose}>Cancel</Button><Button look="ink" type="submit" form={form} busy={keep.isPending}>Save</Button></>}
    >
      <p>A run that is deleted is gone with its input, outputs and logs: nobody can open or replay it. One that still waits stays until it is over.</p>
      <form id={form} className="form-rows" onSubmit={submit}>
        <Field
          label="Keep each run for"
          hint={`${days === "0" ? "What a run read, wrote and logged is deleted when it is over, with the messages of its errors, and it cannot be replayed. Its states, times, counts and business keys stay: it" : "It"} is deleted ${choices.find(({ value }) => value === days)?.goes ?? ""} after it started. This counts for runs that start from now on; earlier ones keep the time they started with.`}
          error={fieldErrors(keep.error)["days"]}
        >
          {(control) => <Select {...control} value={days} options={choices} onValue={setDays} />}
        </Field>
        <Field
          label="At most, in MB"
          hint={isTighter ? "Within the hour the oldest finished runs above this are deleted, also those from before." : "Past this the oldest finished runs are deleted first. Leave it empty for no limit."}
          error={fieldErrors(keep.error)["megabytes"]}
        >
          {(control) => <TextInput {...control} inputMode="numeric" pattern="[0-9]*" title="A whole number of megabytes" placeholder="No limit" value={megabytes} onChange={(event) => setMegabytes(event.currentTarget.value)} />}
        </Field>
        <FormError error={keep.error} />
      </form>
    </Dialog>
  );
}
