"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { fieldErrors } from "#lib/client/field-errors.ts";
import { workspaceMutations } from "#lib/client/mutations/workspace-mutations.ts";

export function GeneralScreen() {
  const workspace = useWorkspace();
  const router = useRouter();
  const [name, setName] = useState(workspace.name);
  const { rename: renameWorkspace } = workspaceMutations(workspace.slug);
  const rename = useMutation(renameWorkspace);
  const mayRename = workspace.may("workspace:update");
  function submit(event: FormEvent) {
    event.preventDefault();
    // The frame around the page gets the name with the page's session.
    rename.mutate({ name }, { onSuccess: () => router.refresh() });
  }
  return (
    <section className="sec pg-narrow">
      <div className="sec-head"><h2>General</h2></div>
      <form className="form-rows" onSubmit={submit}>
        <Field
          layout="row"
          label="Workspace name"
          hint={mayRename ? undefined : `Your role, ${workspace.role}, can look at the name; an admin or owner changes it.`}
          error={fieldErrors(rename.error)["name"]}
        >
          {(control) => <TextInput {...control} required maxLength={120} disabled={!mayRename} value={name} onChange={(event) => setName(event.currentTarget.value)} />}
        </Field>
        <Field layout="row" label="Address" hint="The workspace’s part of every page’s address, and the value of X-Millrace-Workspace. It stays when the name changes.">
          {(control) => <TextInput {...control} data readOnly value={workspace.slug} after={<CopyButton text={workspace.slug} label="Copy address" />} />}
        </Field>
        <FormError error={rename.error} />
        {mayRename ? (
          <div className="form-end">
            <Button type="submit" look="ink" busy={rename.isPending} disabled={name.trim() === workspace.name}>Save name</Button>
            <span role="status">{rename.isSuccess && name.trim() === workspace.name ? <StatusLabel mark="success">Saved</StatusLabel> : null}</span>
          </div>
        ) : null}
      </form>
    </section>
  );
}
