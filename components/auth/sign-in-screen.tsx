"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { fieldErrors } from "#lib/client/field-errors.ts";
import { homePath } from "#lib/client/home-path.ts";
import { accountMutations } from "#lib/client/mutations/account-mutations.ts";
import { setupQuery, signUpQuery } from "#lib/client/queries/account.ts";
import { safeNextPath } from "#lib/client/safe-next-path.ts";

/** `next`: where to go afterwards, as it came in the address. */
export function SignInScreen({ next }: { next: string | undefined }) {
  const router = useRouter();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [homeless, setHomeless] = useState(false);
  const setup = useQuery(setupQuery());
  const signUp = useQuery(signUpQuery());
  const signIn = useMutation({
    ...accountMutations.signIn,
    onSuccess: (session) => {
      const target = safeNextPath(next) ?? homePath(session);
      if (target === null) setHomeless(true);
      else window.location.assign(target);
    },
  });
  const errors = fieldErrors(signIn.error);
  const open = setup.data?.open === true;
  useEffect(() => {
    if (open) router.replace("/setup");
  }, [open, router]);
  function submit(event: FormEvent) {
    event.preventDefault();
    signIn.mutate({ email, password });
  }
  return (
    <>
      <h1>Sign in</h1>
      {homeless ? <Notice mark="hint" live>You are signed in but in no workspace. Ask an admin for an invitation and open its link.</Notice> : null}
      <form className="form-rows" onSubmit={submit}>
        <Field label="E-mail" error={errors["email"]}>
          {(control) => <TextInput {...control} type="email" autoComplete="username" required value={email} onChange={(event) => setEmail(event.currentTarget.value)} />}
        </Field>
        <Field label="Password" error={errors["password"]}>
          {(control) => <TextInput {...control} type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.currentTarget.value)} />}
        </Field>
        <FormError error={signIn.error} />
        <Button type="submit" look="ink" size="l" busy={signIn.isPending || (signIn.isSuccess && !homeless)}>Sign in</Button>
      </form>
      {signUp.data?.open ? <p className="muted">No account yet? <Link href={`/sign-up${next === undefined ? "" : `?next=${encodeURIComponent(next)}`}`}>Create one</Link> with a workspace of your own.</p> : null}
    </>
  );
}
