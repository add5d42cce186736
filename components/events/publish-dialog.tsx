"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { eventMutations } from "#lib/client/mutations/event-mutations.ts";
import { eventNamesQuery } from "#lib/client/queries/events.ts";
import { matchesName } from "#lib/flow/event-name.ts";
import type { Json } from "#lib/json.ts";

function readJson(text: string): { ok: true; value: Json } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch {
    return { ok: false };
  }
}

/** Publishes one event by hand; it is a real one, and the flows that listen run. */
export function PublishDialog({ onClose }: { onClose: () => void }) {
  const { slug } = useWorkspace();
  const form = useId();
  const [name, setName] = useState("");
  const [text, setText] = useState("{}");
  const publish = useMutation(eventMutations(slug).publish);
  const listeners = new Map((useQuery(eventNamesQuery(slug)).data ?? []).flatMap(({ subscribers }) => subscribers.map((one) => [one.id, one])));
  const read = readJson(text);
  const hears = [...listeners.values()].filter(({ pattern }) => name !== "" && matchesName(pattern, name.trim()));
  function submit(event: FormEvent) {
    event.preventDefault();
    if (read.ok && name.trim() !== "") publish.mutate({ name: name.trim(), data: read.value }, { onSuccess: onClose });
  }
  return (
    <Dialog title="Publish an event" onClose={onClose} footer={<><Button onClick={onClose}>Close</Button><Button look="ink" type="submit" form={form} busy={publish.isPending} disabled={!read.ok || name.trim() === ""}>Publish</Button></>}>
      <form id={form} className="form-rows" onSubmit={submit}>
        <Field label="Name" hint="Letters, digits, . _ - and /.">{(control) => <TextInput {...control} data placeholder="order/paid" maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />}</Field>
        <Field label="Data" error={read.ok ? null : "This is not JSON yet."}>{(control) => <TextArea {...control} data rows={8} value={text} onChange={(event) => setText(event.currentTarget.value)} />}</Field>
        <p className="small muted" role="status">{hears.length === 0 ? "No flow listens to this name. The event is stored all the same." : `It is a real event: ${hears.map((one) => one.name).join(", ")} ${hears.length === 1 ? "hears" : "hear"} it${hears.some(({ filtered }) => filtered) ? ", if their filters let it through" : ""}.`}</p>
        <FormError error={publish.error} />
      </form>
    </Dialog>
  );
}
