"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Bookmark, X } from "lucide-react";
import Link from "next/link";
import { type FormEvent, useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { failureMutations } from "#lib/client/mutations/failure-mutations.ts";
import { runViewsQuery } from "#lib/client/queries/failures.ts";

/** Named filters, for everybody in the workspace; the one that is shown may be forgotten. */
export function RunViews({ query, canSave }: { query: string; canSave: boolean }) {
  const { slug, may } = useWorkspace();
  const views = useQuery(runViewsQuery(slug)).data ?? [];
  const forget = useMutation(failureMutations(slug).deleteView);
  const [isNaming, setIsNaming] = useState(false);
  const mayWrite = may("runs:start");
  const shown = views.find((view) => view.query === query);
  if (views.length === 0 && !(canSave && mayWrite)) return null;
  return (
    <nav className="rl-views" aria-label="Views">
      {views.map((view) => (
        <span key={view.id} className="rl-view" data-on={view === shown}>
          <Link href={`/w/${slug}/runs${view.query === "" ? "" : `?${view.query}`}`} aria-current={view === shown ? "true" : undefined} prefetch={false}>{view.name}</Link>
          {view === shown && mayWrite ? <IconButton label={`Forget the view ${view.name}`} icon={X} onClick={() => forget.mutate(view.id)} /> : null}
        </span>
      ))}
      {canSave && mayWrite && !shown ? <Button look="plain" size="s" onClick={() => setIsNaming(true)}><Bookmark className="ic ic-s" aria-hidden />Save as a view</Button> : null}
      {isNaming ? <NameDialog query={query} onClose={() => setIsNaming(false)} /> : null}
    </nav>
  );
}

function NameDialog({ query, onClose }: { query: string; onClose: () => void }) {
  const { slug } = useWorkspace();
  const form = useId();
  const [name, setName] = useState("");
  const save = useMutation(failureMutations(slug).saveView);
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate({ name, query }, { onSuccess: onClose });
  }
  return (
    <Dialog title="Save these filters as a view" onClose={onClose} footer={<><Button onClick={onClose}>Close</Button><Button look="ink" type="submit" form={form} busy={save.isPending} disabled={name.trim() === ""}>Save view</Button></>}>
      <form id={form} className="form-rows" onSubmit={submit}>
        <Field label="Name" hint="Everybody in the workspace sees it above the run list.">{(control) => <TextInput {...control} value={name} maxLength={120} onChange={(event) => setName(event.currentTarget.value)} />}</Field>
        <FormError error={save.error} />
      </form>
    </Dialog>
  );
}
