"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { fieldErrors } from "#lib/client/field-errors.ts";
import { homePath } from "#lib/client/home-path.ts";
import { accountMutations } from "#lib/client/mutations/account-mutations.ts";
import { inviteQuery } from "#lib/client/queries/account.ts";

/** Joins a workspace: with a new account, or with the password of the one that has the invited address. */
export function InviteScreen({ token }: { token: string }) {
  const invite = useQuery(inviteQuery(token));
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const accept = useMutation({
    ...accountMutations.acceptInvite,
    onSuccess: (session) => {
      const joined = session.workspaces.find((workspace) => workspace.name === invite.data?.workspace);
      window.location.assign(joined ? `/w/${joined.slug}/flows` : (homePath(session) ?? "/"));
    },
  });
  if (invite.isPending) return <><h1>Join a workspace</h1><Skeleton label="Reading the invitation" rows={2} /></>;
  if (invite.isError) {
    return (
      <>
        <h1>Join a workspace</h1>
        <ErrorState title="This invitation cannot be used" onRetry={() => void invite.refetch()}>{errorText(invite.error)}</ErrorState>
      </>
    );
  }
  const { workspace, email, role, hasAccount, expiresAt } = invite.data;
  const errors = fieldErrors(accept.error);
  function submit(event: FormEvent) {
    event.preventDefault();
    accept.mutate({ token, password, ...(hasAccount ? {} : { name }) });
  }
  return (
    <>
      <div>
        <h1>Join {workspace}</h1>
        <p className="muted">
          {email} is invited as {role}. {hasAccount ? "Confirm with your password." : "Choose a name and a password for your account."} The invitation ends on <Moment iso={expiresAt} style="day" />.
        </p>
      </div>
      <form className="form-rows" onSubmit={submit}>
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        {hasAccount ? null : (
          <Field label="Your name" error={errors["name"]}>
            {(control) => <TextInput {...control} autoComplete="name" required value={name} onChange={(event) => setName(event.currentTarget.value)} />}
          </Field>
        )}
        <Field label="Password" hint={hasAccount ? undefined : "At least 12 characters."} error={errors["password"]}>
          {(control) => (
            <TextInput
              {...control}
              type="password"
              autoComplete={hasAccount ? "current-password" : "new-password"}
              required
              minLength={hasAccount ? undefined : 12}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          )}
        </Field>
        <FormError error={accept.error} />
        <Button type="submit" look="ink" size="l" busy={accept.isPending || accept.isSuccess}>Join {workspace}</Button>
      </form>
    </>
  );
}
