import { Field } from "#components/ui/field.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { CallerScheme } from "./caller-scheme.ts";

export interface Proof {
  user: string;
  secret: string;
}

const notKept = "It is sent with this call, and not kept.";

const words: Record<Exclude<CallerScheme["kind"], "none" | "header">, { label: string; hint: string }> = {
  key: { label: "API key", hint: `One with “Call flows”. ${notKept}` },
  token: { label: "Token", hint: `The one of the connection that the flow names. ${notKept}` },
  basic: { label: "Password", hint: notKept },
};

/** What the caller of a tried call proves itself by. */
export function CallerProof({ scheme, proof, onChange }: { scheme: CallerScheme; proof: Proof; onChange: (proof: Proof) => void }) {
  if (scheme.kind === "none") return null;
  const { label, hint } = scheme.kind === "header" ? { label: scheme.name, hint: `A header. ${notKept}` } : words[scheme.kind];
  return (
    <>
      {scheme.kind === "basic" ? <Field label="User">{(control) => <TextInput {...control} autoComplete="off" value={proof.user} onChange={(event) => onChange({ ...proof, user: event.currentTarget.value })} />}</Field> : null}
      <Field label={label} hint={hint}>{(control) => <TextInput {...control} type="password" autoComplete="off" value={proof.secret} onChange={(event) => onChange({ ...proof, secret: event.currentTarget.value })} />}</Field>
    </>
  );
}
