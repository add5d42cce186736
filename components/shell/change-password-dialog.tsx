"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { fieldErrors } from "#lib/client/field-errors.ts";
import { accountMutations } from "#lib/client/mutations/account-mutations.ts";

export function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  const form = useId();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation(accountMutations.changePassword);
  const errors = fieldErrors(change.error);
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate({ current, next });
  }
  if (change.isSuccess) {
    return (
      <Dialog title="Change password" onClose={onClose} footer={<Button look="ink" onClick={onClose}>Close</Button>}>
        <Notice mark="success" live>The password is changed. Every other session of yours was signed out.</Notice>
      </Dialog>
    );
  }
  return (
    <Dialog
      title="Change password"
      onClose={onClose}
      footer={<><Button onClick={onClose}>Cancel</Button><Button look="ink" type="submit" form={form} busy={change.isPending}>Change password</Button></>}
    >
      <form id={form} className="form-rows" onSubmit={submit}>
        <Field label="Current password" error={errors["current"]}>
          {(control) => <TextInput {...control} type="password" autoComplete="current-password" required value={current} onChange={(event) => setCurrent(event.currentTarget.value)} />}
        </Field>
        <Field label="New password" hint="At least 12 characters. Every other session of yours is signed out." error={errors["next"]}>
          {(control) => <TextInput {...control} type="password" autoComplete="new-password" required minLength={12} maxLength={200} value={next} onChange={(event) => setNext(event.currentTarget.value)} />}
        </Field>
        {change.error && Object.keys(errors).length === 0 ? <Notice mark="failed" live>{errorText(change.error)}</Notice> : null}
      </form>
    </Dialog>
  );
}
