"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { SecretBox } from "#components/ui/secret-box.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { fieldErrors } from "#lib/client/field-errors.ts";
import { workspaceMutations } from "#lib/client/mutations/workspace-mutations.ts";
import { type Scope, scopes } from "#lib/contracts/permissions.ts";
import { scopeWords } from "./scope-words.ts";

const lifetimes = [
  { value: "30", label: "In 30 days" }, { value: "90", label: "In 90 days" }, { value: "365", label: "In a year" }, { value: "730", label: "In two years" }, { value: "never", label: "Never" },
] as const;

/** Makes a key; its secret is shown here and nowhere else. */
export function NewApiKeyDialog({ wanted = null, onClose }: { /** A scope that it is made for. */ wanted?: string | null; onClose: () => void }) {
  const { slug } = useWorkspace();
  const form = useId();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Scope[]>(wanted === null ? ["flows:read", "runs:read"] : scopes.filter((scope) => scope === wanted));
  const [lifetime, setLifetime] = useState<(typeof lifetimes)[number]["value"]>("90");
  const create = useMutation(workspaceMutations(slug).createApiKey);
  const errors = fieldErrors(create.error);
  function submit(event: FormEvent) {
    event.preventDefault();
    create.mutate({ name, scopes: [...chosen], expiresInDays: lifetime === "never" ? null : Number(lifetime) });
  }
  if (create.data) {
    return (
      <Dialog title={`Key ${create.data.apiKey.name}`} onClose={onClose} footer={<Button look="ink" onClick={onClose}>Done</Button>}>
        <p>Copy the secret now: it is shown only this once. Send it as <span className="data">Authorization: Bearer …</span></p>
        <SecretBox secret={create.data.secret} label="Secret" />
      </Dialog>
    );
  }
  return (
    <Dialog
      title="New API key"
      onClose={onClose}
      footer={<><Button onClick={onClose}>Cancel</Button><Button look="ink" type="submit" form={form} busy={create.isPending} disabled={chosen.length === 0}>Make key</Button></>}
    >
      <form id={form} className="form-rows" onSubmit={submit}>
        <Field label="Name" hint="Who or what uses it." error={errors["name"]}>
          {(control) => <TextInput {...control} required maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} />}
        </Field>
        <fieldset className="checks">
          <legend>Scopes</legend>
          {scopes.map((scope) => (
            <Checkbox
              key={scope}
              label={<span className="data">{scope}</span>}
              hint={scopeWords[scope]}
              checked={chosen.includes(scope)}
              onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, scope] : chosen.filter((other) => other !== scope))}
            />
          ))}
          {errors["scopes"] ? <p className="frow-error small">{errors["scopes"]}</p> : null}
        </fieldset>
        <Field label="Ends" error={errors["expiresInDays"]}>
          {(control) => <Select {...control} value={lifetime} options={lifetimes} onValue={setLifetime} />}
        </Field>
        <FormError error={create.error} />
      </form>
    </Dialog>
  );
}
