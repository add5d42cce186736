"use client";

import { useMutation } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import Link from "next/link";
import { type FormEvent, useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { runMutations } from "#lib/client/mutations/run-mutations.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";

/** What people put on a run, so that it is found with others like it. */
export function RunTags({ run }: { run: Run }) {
  const { slug, may } = useWorkspace();
  const [isEditing, setIsEditing] = useState(false);
  return (
    <>
      {run.tags.length === 0 ? <span className="faint">None</span> : run.tags.map((tag) => <Link key={tag} className="rl-tag" href={`/w/${slug}/runs?tag=${encodeURIComponent(tag)}`} prefetch={false}>{tag}</Link>)}
      {may("runs:start") ? <IconButton size="s" label="Change tags" icon={Pencil} onClick={() => setIsEditing(true)} /> : null}
      {isEditing ? <TagsDialog run={run} onClose={() => setIsEditing(false)} /> : null}
    </>
  );
}

function TagsDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const { slug } = useWorkspace();
  const form = useId();
  const [text, setText] = useState(run.tags.join(", "));
  const save = useMutation(runMutations(slug, run.id).tag);
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate(text.split(",").map((tag) => tag.trim()).filter((tag) => tag !== ""), { onSuccess: onClose });
  }
  return (
    <Dialog title="Tags of this run" onClose={onClose} footer={<><Button onClick={onClose}>Close</Button><Button look="ink" type="submit" form={form} busy={save.isPending}>Save tags</Button></>}>
      <form id={form} className="form-rows" onSubmit={submit}>
        <Field label="Tags" hint="Up to ten, parted by commas. The run list can be filtered by each.">{(control) => <TextInput {...control} value={text} onChange={(event) => setText(event.currentTarget.value)} />}</Field>
        <FormError error={save.error} />
      </form>
    </Dialog>
  );
}
