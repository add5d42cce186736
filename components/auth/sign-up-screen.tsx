"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { fieldErrors } from "#lib/client/field-errors.ts";
import { homePath } from "#lib/client/home-path.ts";
import { accountMutations } from "#lib/client/mutations/account-mutations.ts";
import { signUpQuery } from "#lib/client/queries/account.ts";
import { safeNextPath } from "#lib/client/safe-next-path.ts";

const rows = [
  { name: "email", label: "E-mail", type: "email", autoComplete: "username", hint: undefined },
  { name: "name", label: "Your name", type: "text", autoComplete: "name", hint: undefined },
  { name: "password", label: "Password", type: "password", autoComplete: "new-password", hint: "At least 12 characters." },
  { name: "workspace", label: "Workspace", type: "text", autoComplete: "organization", hint: "The name of your team or company. It can be changed later." },
] as const;

type Values = Record<(typeof rows)[number]["name"], string>;

/** An account and a workspace of one's own, where this instance is open for it. `next`: where to go afterwards, as it came in the address. */
export function SignUpScreen({ next }: { next: string | undefined }) {
  const [values, setValues] = useState<Values>({ email: "", name: "", password: "", workspace: "" });
  const open = useQuery(signUpQuery());
  const signUp = useMutation({ ...accountMutations.signUp, onSuccess: (session) => window.location.assign(safeNextPath(next) ?? homePath(session) ?? "/") });
  const form = useRef<HTMLFormElement>(null);
  const isAsked = open.data?.open === true;
  // Nothing else can be done here than to fill it in.
  useEffect(() => {
    if (isAsked) form.current?.querySelector("input")?.focus();
  }, [isAsked]);
  const errors = fieldErrors(signUp.error);
  const back = `/sign-in${next === undefined ? "" : `?next=${encodeURIComponent(next)}`}`;
  function submit(event: FormEvent) {
    event.preventDefault();
    signUp.mutate(values);
  }
  if (open.isPending) return <><h1>Create an account</h1><Skeleton label="Asking whether this instance takes accounts" rows={2} /></>;
  if (open.isError) return <><h1>Create an account</h1><ErrorState title="This page did not load" onRetry={() => void open.refetch()}>{errorText(open.error)}</ErrorState></>;
  if (!open.data.open) {
    return (
      <>
        <h1>Create an account</h1>
        <EmptyState title="Accounts are made by invitation here" action={<LinkButton look="ink" href={back}>Sign in</LinkButton>}>Ask somebody of a workspace for one and open its link.</EmptyState>
      </>
    );
  }
  return (
    <>
      <div>
        <h1>Create an account</h1>
        <p className="muted">With a workspace of your own.{safeNextPath(next)?.startsWith("/t/") ? " Then you go on with the template." : ""} <Link href={back}>Sign in</Link> if you have an account.</p>
      </div>
      <form ref={form} className="form-rows" onSubmit={submit}>
        {rows.map((row) => (
          <Field key={row.name} label={row.label} hint={row.hint} error={errors[row.name]}>
            {(control) => <TextInput {...control} type={row.type} autoComplete={row.autoComplete} required minLength={row.name === "password" ? 12 : undefined} value={values[row.name]} onChange={(event) => setValues({ ...values, [row.name]: event.currentTarget.value })} />}
          </Field>
        ))}
        <FormError error={signUp.error} />
        <Button type="submit" look="ink" size="l" busy={signUp.isPending || signUp.isSuccess}>Create account and workspace</Button>
      </form>
    </>
  );
}
