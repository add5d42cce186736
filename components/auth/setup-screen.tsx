"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { fieldErrors } from "#lib/client/field-errors.ts";
import { homePath } from "#lib/client/home-path.ts";
import { accountMutations } from "#lib/client/mutations/account-mutations.ts";
import { setupQuery } from "#lib/client/queries/account.ts";

const rows = [
  { name: "email", label: "E-mail", type: "email", autoComplete: "username", hint: undefined },
  { name: "name", label: "Your name", type: "text", autoComplete: "name", hint: undefined },
  { name: "password", label: "Password", type: "password", autoComplete: "new-password", hint: "At least 12 characters." },
  { name: "workspace", label: "Workspace", type: "text", autoComplete: "organization", hint: "The name of your team or company. It can be changed later." },
] as const;

type Values = Record<(typeof rows)[number]["name"] | "token", string>;

/** First start: whoever can read the console creates the owner. `token` comes with the link printed there. */
export function SetupScreen({ token }: { token: string }) {
  const [values, setValues] = useState<Values>({ token, email: "", name: "", password: "", workspace: "" });
  const setup = useQuery(setupQuery());
  const create = useMutation({
    ...accountMutations.createOwner,
    onSuccess: (session) => window.location.assign(homePath(session) ?? "/"),
  });
  const errors = fieldErrors(create.error);
  function change(name: keyof Values) {
    return (event: FormEvent<HTMLInputElement>) => setValues({ ...values, [name]: event.currentTarget.value });
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    create.mutate(values);
  }
  if (setup.data?.open === false) {
    return (
      <>
        <h1>The owner’s account exists</h1>
        <EmptyState title="Nothing to set up" action={<LinkButton look="ink" href="/sign-in">Sign in</LinkButton>}>
          This instance has its owner. Sign in, or ask for an invitation.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <div>
        <h1>Create the owner’s account</h1>
        <p className="muted">The owner runs this instance and invites everyone else.</p>
      </div>
      <form className="form-rows" onSubmit={submit}>
        <Field label="Setup token" hint="Printed on the console when Millrace started." error={errors["token"]}>
          {(control) => <TextInput {...control} data required autoComplete="off" spellCheck={false} value={values.token} onChange={change("token")} />}
        </Field>
        {rows.map((row) => (
          <Field key={row.name} label={row.label} hint={row.hint} error={errors[row.name]}>
            {(control) => (
              <TextInput
                {...control}
                type={row.type}
                autoComplete={row.autoComplete}
                required
                minLength={row.name === "password" ? 12 : undefined}
                value={values[row.name]}
                onChange={change(row.name)}
              />
            )}
          </Field>
        ))}
        <FormError error={create.error} />
        <Button type="submit" look="ink" size="l" busy={create.isPending || create.isSuccess}>Create account and workspace</Button>
      </form>
    </>
  );
}
