"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { fieldErrors } from "#lib/client/field-errors.ts";
import { instanceMutations } from "#lib/client/mutations/instance-mutations.ts";

export interface WorkspacesSectionProps {
  workspaces: readonly { id: string; name: string; slug: string; members: number; flows: number; createdAt: string }[];
}

export function WorkspacesSection({ workspaces }: WorkspacesSectionProps) {
  const router = useRouter();
  const [name, setName] = useState("");
  const { createWorkspace } = instanceMutations;
  const create = useMutation(createWorkspace);
  function submit(event: FormEvent) {
    event.preventDefault();
    create.mutate({ name }, {
      onSuccess: () => {
        setName("");
        // The frame lists the workspaces of the session.
        router.refresh();
      },
    });
  }
  return (
    <section className="sec">
      <div className="sec-head"><h2>Workspaces</h2><p className="muted">Each has its own flows, runs, members and secrets. A new one has you as its owner.</p></div>
      <table className="tbl stack-tbl">
        <caption className="vh">Workspaces of this instance</caption>
        <thead><tr><th>Name</th><th>Address</th><th>Members</th><th>Flows</th><th>Made</th></tr></thead>
        <tbody>
          {workspaces.map((workspace) => (
            <tr key={workspace.id}>
              <td className="wide"><b>{workspace.name}</b></td>
              <td className="data wide">/w/{workspace.slug}</td>
              <td data-label="members">{workspace.members}</td>
              <td data-label="flows">{workspace.flows}</td>
              <td className="muted only-wide"><Moment iso={workspace.createdAt} style="day" /></td>
            </tr>
          ))}
        </tbody>
      </table>
      <form className="form-rows pg-narrow" onSubmit={submit}>
        <Field layout="row" label="New workspace" error={fieldErrors(create.error)["name"]}>
          {(control) => <TextInput {...control} required maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} />}
        </Field>
        <FormError error={create.error} />
        <div className="form-end"><Button type="submit" busy={create.isPending}>Create workspace</Button></div>
      </form>
    </section>
  );
}
