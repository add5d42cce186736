"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { FormInput } from "#components/forms/form-input.tsx";
import { formValues, presetValues } from "#components/forms/form-values.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { fieldErrors } from "#lib/client/field-errors.ts";
import type { Ask } from "#lib/contracts/approvals.schema.ts";
import type { Json } from "#lib/json.ts";

export interface ApprovalAnswer {
  decision: "approved" | "rejected";
  comment: string;
  values: Record<string, Json>;
  /** Of somebody who is not signed in. */
  name?: string;
}

export interface ApprovalFormProps {
  ask: Ask;
  /** Nobody is signed in: who decides says so. */
  asksName: boolean;
  busy: boolean;
  error: unknown;
  onDecide: (answer: ApprovalAnswer) => void;
}

/** The form of an approval and its two buttons. Enter decides nothing: only a button does. */
export function ApprovalForm({ ask, asksName, busy, error, onDecide }: ApprovalFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState(() => presetValues(ask.form));
  const [name, setName] = useState("");
  const [comment, setComment] = useState("");
  const [decision, setDecision] = useState<ApprovalAnswer["decision"] | null>(null);
  const wrong = fieldErrors(error, "values");
  const wrongName = fieldErrors(error, "body")["name"];
  const isForm = Object.keys(wrong).length > 0 || wrongName !== undefined;
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [error]);
  function decide(chosen: ApprovalAnswer["decision"]) {
    setDecision(chosen);
    onDecide({ decision: chosen, comment, values: formValues(ask.form, typed), ...(asksName && name.trim() !== "" ? { name: name.trim() } : {}) });
  }
  return (
    <form ref={form} className="form-rows ap-form" noValidate onSubmit={(event: FormEvent) => event.preventDefault()}>
      {ask.form.map((field) => (
        <FormInput key={field.name} field={field} value={typed[field.name] ?? ""} error={wrong[field.name]} onValue={(value) => setTyped({ ...typed, [field.name]: value })} />
      ))}
      <Field label={<>Comment <span className="muted">(optional)</span></>} hint="Kept with the decision.">
        {(control) => <TextInput {...control} maxLength={2_000} autoComplete="off" value={comment} onChange={(event) => setComment(event.currentTarget.value)} />}
      </Field>
      {asksName ? (
        <Field label="Your name" hint="Kept with the decision: you are not signed in." error={wrongName}>
          {(control) => <TextInput {...control} aria-required maxLength={120} autoComplete="name" value={name} onChange={(event) => setName(event.currentTarget.value)} />}
        </Field>
      ) : null}
      {isForm ? <p className="small ap-wrong" role="alert">Nothing was decided yet. Fill in what is marked, then decide again.</p> : <FormError error={error} />}
      <div className="ap-acts">
        <Button busy={busy && decision === "rejected"} aria-disabled={busy || undefined} onClick={() => (busy ? undefined : decide("rejected"))}>{ask.reject}</Button>
        <Button look="ink" busy={busy && decision === "approved"} aria-disabled={busy || undefined} onClick={() => (busy ? undefined : decide("approved"))}>{ask.approve}</Button>
      </div>
    </form>
  );
}
