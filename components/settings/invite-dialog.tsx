"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { SecretBox } from "#components/ui/secret-box.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { fieldErrors } from "#lib/client/field-errors.ts";
import { workspaceMutations } from "#lib/client/mutations/workspace-mutations.ts";
import { type Role, roles } from "#lib/contracts/permissions.ts";
import { roleWords } from "./role-words.ts";

/** Makes a one-time link; it is shown here and nowhere else. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { slug, role: ownRole } = useWorkspace();
  const form = useId();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("editor");
  const invite = useMutation(workspaceMutations(slug).invite);
  const errors = fieldErrors(invite.error);
  const options = roles.slice(0, roles.indexOf(ownRole) + 1).map((value) => ({ value, label: roleWords[value].name }));
  function submit(event: FormEvent) {
    event.preventDefault();
    invite.mutate({ email, role });
  }
  if (invite.data) {
    return (
      <Dialog title={`Invitation for ${invite.data.invite.email}`} onClose={onClose} footer={<Button look="ink" onClick={onClose}>Done</Button>}>
        <p>Send them this link. It is shown only now, works once, and ends on <Moment iso={invite.data.invite.expiresAt} style="day" />.</p>
        <SecretBox secret={invite.data.url} label="Invitation link" />
      </Dialog>
    );
  }
  return (
    <Dialog
      title="Invite someone"
      onClose={onClose}
      footer={<><Button onClick={onClose}>Cancel</Button><Button look="ink" type="submit" form={form} busy={invite.isPending}>Make invitation link</Button></>}
    >
      <form id={form} className="form-rows" onSubmit={submit}>
        <Field label="E-mail" error={errors["email"]}>
          {(control) => <TextInput {...control} type="email" required autoComplete="off" value={email} onChange={(event) => setEmail(event.currentTarget.value)} />}
        </Field>
        <Field label="Role" hint={`${roleWords[role].name} ${roleWords[role].may}.`} error={errors["role"]}>
          {(control) => <Select {...control} value={role} options={options} onValue={setRole} />}
        </Field>
        <FormError error={invite.error} />
      </form>
    </Dialog>
  );
}
