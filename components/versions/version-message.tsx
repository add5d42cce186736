"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { flowMutations } from "#lib/client/mutations/flow-mutations.ts";
import type { FlowVersion } from "#lib/contracts/flows.schema.ts";

/** What a version changed, in its author's words; it can be written at any time. */
export function VersionMessage({ flow, version }: { flow: string; version: FlowVersion }) {
  const { slug, may } = useWorkspace();
  const [text, setText] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const isEditing = text !== null;
  useEffect(() => {
    if (isEditing) field.current?.focus();
  }, [isEditing]);
  const describe = useMutation(flowMutations(slug).describeVersion);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (text !== null) describe.mutate({ flow, version: version.number, message: text }, { onSuccess: () => setText(null) });
  }
  if (text === null) {
    return (
      <p className="row wrap">
        <span>{version.message === "" ? <span className="muted">No message.</span> : version.message}</span>
        {may("flows:write") ? <button type="button" className="link small" onClick={() => setText(version.message)}>{version.message === "" ? "Say what it changed" : "Edit the message"}</button> : null}
      </p>
    );
  }
  return (
    <form className="row wrap" onSubmit={submit}>
      <TextInput ref={field} className="grow" aria-label="What it changed" maxLength={500} value={text} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => event.key === "Escape" && setText(null)} />
      <Button type="submit" busy={describe.isPending}>Save</Button>
      <Button look="bare" onClick={() => setText(null)}>Cancel</Button>
      <FormError error={describe.error} />
    </form>
  );
}
